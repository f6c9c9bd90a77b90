"""A chain of one's own, by anvil, and essmap's contract on it. Used by deploy.py"""
import http.client, json, os, pathlib, re, signal, subprocess, threading

home = pathlib.Path(__file__).resolve().parent.parent
solidity = home / "contracts-model" / "solidity"


class Stop(Exception):
    """A line for the user, and the exit code."""

    def __init__(self, code, line):
        super().__init__(line)
        self.code = code


class Refused(Exception):
    """What the EVM said no to, with the data of the revert."""

    def __init__(self, message, data):
        super().__init__(message)
        self.data = data


class Chain:
    """An anvil that mines when it is told to, at the time it is told."""

    def __init__(self, program, accounts, time):
        command = [program, "--host", "127.0.0.1", "--port", "0", "--accounts", str(accounts), "--no-mining",
                   "--timestamp", str(time), "--disable-block-gas-limit"]
        try:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                            start_new_session=True)  # npm's anvil starts another program
        except OSError as error:
            raise Stop(69, f"cannot start {program}: {error.strerror} (scripts/install-dependencies evm)")
        self.sent, said = {}, []
        for line in self.process.stdout:
            said.append(line.strip())
            if match := re.match(r"Listening on 127\.0\.0\.1:(\d+)", line):
                threading.Thread(target=self.process.stdout.read, daemon=True).start()  # or it would wait
                self.http = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=120)
                return
        self.close()
        raise Stop(69, f"{program} does not listen: {' '.join(said)[-200:]}")

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def batch(self, calls):
        """Results of [(method, parameters)], in order."""
        if not calls:
            return []
        body = [{"jsonrpc": "2.0", "id": i, "method": m, "params": p} for i, (m, p) in enumerate(calls)]
        self.http.request("POST", "/", json.dumps(body), {"Content-Type": "application/json"})
        answers = sorted(json.loads(self.http.getresponse().read()), key=lambda answer: answer["id"])
        for answer in answers:
            if "error" in answer:
                raise Refused(answer["error"]["message"], answer["error"].get("data"))
        return [answer["result"] for answer in answers]

    def ask(self, method, *parameters):
        return self.batch([(method, parameters)])[0]

    def mine(self, transactions, time):
        """All of them in one block of that time. Receipts."""
        for transaction in transactions:
            nonce = self.sent[transaction["from"]] = self.sent.get(transaction["from"], -1) + 1
            transaction["nonce"] = hex(nonce)  # a batch is taken in any order
        self.batch([("eth_sendTransaction", [t]) for t in transactions])
        self.batch([("evm_setNextBlockTimestamp", [time])])
        self.ask("evm_mine")
        receipts = self.ask("eth_getBlockReceipts", "latest")
        if len(receipts) != len(transactions):
            raise Stop(1, f"{len(transactions)} transactions, but {len(receipts)} in the block")
        return receipts


class Contract:
    """SharingContract: words of 32 bytes, and names as in contract.toml."""

    def __init__(self, artifact):
        try:
            found = json.loads(pathlib.Path(artifact).read_text())["contracts"]["SharingContract"]
        except OSError as error:
            raise Stop(69, f"cannot read {artifact}: {error.strerror} (configure with -DBUILD_TESTING=ON, and build)")
        self.code = "0x" + found["bytecode"].removeprefix("0x")
        self.methods = {name.partition("(")[0]: "0x" + word for name, word in found["methodIdentifiers"].items()}
        by_name = {(entry["type"], entry.get("name")): entry for entry in found["abi"]}
        snake = lambda fields: [re.sub("([A-Z])", r"_\1", field["name"]).lower() for field in fields]
        self.rules = snake(by_name["constructor", None]["inputs"][0]["components"])
        self.round_fields = snake(by_name["function", "round"]["outputs"][0]["components"])

    @staticmethod
    def words(*values):
        return "".join(f"{(int(v, 16) if isinstance(v, str) else v) % 2**256:064x}" for v in values)

    @staticmethod
    def numbers(data):
        values = [int(data[i:i + 64], 16) for i in range(2, len(data), 64)]
        return [value - 2**256 if value >= 2**255 else value for value in values]

    def call(self, name, *values):
        return self.methods[name] + self.words(*values)


def reason(refused, chain):
    """Refused(Case1Lost), by the names in Refusal.sol."""
    data = refused.data or ""
    if data[:10] == chain.ask("web3_sha3", "0x" + b"Refused(uint8)".hex())[:10]:
        text = (solidity / "src" / "guarded" / "Refusal.sol").read_text()
        names = re.findall(r"^    (\w+),?(?: //.*)?$", re.search(r"enum Refusal \{(.*?)\}", text, re.S)[1], re.M)
        return f"Refused({names[int(data[10:], 16)]})"
    return f"{refused} {data}".strip()
