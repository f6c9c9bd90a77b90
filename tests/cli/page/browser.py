"""Headless Chromium on pages of this folder, by Selenium and Debian's chromium-driver."""
import json
import pathlib
import re
import shutil
import struct
import sys
import tempfile
import time
import zlib

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    sys.exit("explore_page needs Selenium: install Debian's python3-selenium, or scripts/install-dependencies test")

FLAGS = ("--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1").split()


class Browser:
    """One Chromium with a profile and a folder of downloads of its own."""

    def __init__(self):
        for program in ("chromium", "chromedriver"):
            if not shutil.which(program):
                sys.exit(f"explore_page needs {program}: install Debian's chromium and chromium-driver, "
                         "or scripts/install-dependencies test")
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.downloads = pathlib.Path(tempfile.mkdtemp(dir=".")).resolve()
        options = Options()
        for flag in [*FLAGS, f"--user-data-dir={self.profile.name}"]:
            options.add_argument(flag)
        options.add_experimental_option("prefs", {"download.default_directory": str(self.downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_script_timeout(30)

    def close(self):
        self.driver.quit()
        self.profile.cleanup()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, what, seconds=30):
        """Until condition() is true. The limit is for a page that never gets there, no measure of speed."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain: {what}")
            time.sleep(0.02)

    def size(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def colours(self, scheme):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, page, fragment=""):
        """A page from the start, until all its layers that are small are unpacked."""
        self.driver.get("about:blank")
        self.driver.get(f"{pathlib.Path(page).resolve().as_uri()}{fragment}")
        self.await_complete()

    def reload(self):
        self.driver.refresh()
        self.await_complete()

    def await_complete(self):
        self.wait(lambda: self.run("return document.documentElement.dataset.complete === 'true'"), "the page is drawn")
        self.settle()

    def settle(self):
        """Until what was changed is drawn, with all that belongs to it."""
        self.driver.execute_async_script("""
            const done = arguments[0];
            const look = () => document.documentElement.dataset.busy === "true" ||
              document.documentElement.dataset.complete !== "true" ? requestAnimationFrame(look) : done();
            requestAnimationFrame(() => requestAnimationFrame(look));""")

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def downloaded(self, pattern):
        def whole():  # Chromium takes the name with an empty file before it has the content
            return [path for path in self.downloads.iterdir() if re.fullmatch(pattern, path.name) and path.stat().st_size]
        self.wait(whole, f"{pattern} among the downloads")
        path = whole()[0]
        data = path.read_bytes()
        path.unlink()
        return data

    def complaints(self):
        """Messages of the console since the last call, and addresses that were asked for but file:, blob:, data:
        and those of the browser's own first tab."""
        said = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                address = message["params"]["request"]["url"]
                if not address.startswith(("file:", "blob:", "data:", "about:", "chrome:", "chrome-untrusted:")):
                    said.append(f"request: {address}")
        return said


def pixels(png, width, height):
    """Number of pixels of each colour in an RGB(A) PNG, which browsers write without interlacing."""
    at, packed = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    depth = {2: 3, 6: 4}[png[25]]
    raw, stride, counts = zlib.decompress(packed), depth * width, {}
    before = bytearray(stride)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride if kind else 0):
            left = row[i - depth] if i >= depth else 0
            corner = before[i - depth] if i >= depth else 0
            row[i] = (row[i] + predicted(kind, left, before[i], corner)) & 255
        before = row
        for x in range(0, stride, 8 * depth):  # every eighth is enough
            colour = bytes(row[x:x + 3])
            counts[colour] = counts.get(colour, 0) + 8
    return counts


def predicted(kind, left, above, corner):
    if kind == 4:
        guess = left + above - corner
        return min((left, above, corner), key=lambda one: abs(guess - one))
    return (0, left, above, (left + above) // 2)[kind]
