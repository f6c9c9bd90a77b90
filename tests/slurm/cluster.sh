# Sourced by the Slurm tests: a throw-away cluster on this machine, in $cluster, without systemd, cgroups,
# munge or a database. start_cluster NODES CPUS_PER_NODE; stop_cluster.
# shellcheck shell=bash
await() { # SECONDS COMMAND...: until it succeeds
    local end=$((SECONDS + $1)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "waited in vain for: $*" >&2; return 1; }
        sleep 0.2
    done
}

write_configuration() {
    cat <<CONF
ClusterName=essmap
SlurmctldHost=localhost
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
SlurmctldPort=$port
SlurmctldPidFile=$cluster/slurmctld.own
SlurmdPidFile=$cluster/slurmd-%n.own
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd-%n.log
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool-%n
# One for each node: two PMIx servers on one host would meet in it.
TmpFS=$cluster/tmp-%n
ProctrackType=proctrack/linuxproc
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
# More processors than the machine has.
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MailProg=/bin/true
JobAcctGatherType=jobacct_gather/linux
JobCompType=jobcomp/filetxt
JobCompLoc=$cluster/completed.txt
NodeName=n[1-$1] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + $1))] CPUs=$2
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

daemons=()
spawn() { # NAME COMMAND...
    local name=$1; shift
    setsid "$@" </dev/null >"$cluster/$name.err" 2>&1 &
    daemons+=($!)
}

start_cluster() {
    local nodes=$1 node
    cluster=$folder/cluster
    port=$((10000 + RANDOM % 20000)) # below those that the kernel gives to anybody
    mkdir -p "$cluster/state"
    write_configuration "$@" >"$cluster/slurm.conf"
    # Nothing here uses cgroups, but slurmd loads a plug-in for them, and that of the second version does not start
    # where they are not mounted, as in a container.
    echo CgroupPlugin=cgroup/v1 >"$cluster/cgroup.conf"
    export SLURM_CONF=$cluster/slurm.conf
    # Several nodes on one machine talk over the loopback.
    export OMPI_MCA_btl=self,tcp OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo
    # In ports of their own: every MPI process of this machine, of other tests too, else listens from 1024 on, and takes
    # the port of one that has just ended, to which a rank may still connect.
    export OMPI_MCA_btl_tcp_port_min_v4=$((port + 100)) OMPI_MCA_btl_tcp_port_range_v4=900
    PATH=$PATH:/usr/sbin:/sbin
    spawn slurmctld slurmctld -D -f "$SLURM_CONF"
    for node in $(seq "$nodes"); do
        mkdir -p "$cluster/spool-n$node" "$cluster/tmp-n$node"
        spawn "slurmd-n$node" slurmd -D -f "$SLURM_CONF" -N "n$node"
    done
    await 60 test_idle "$nodes" || { tail -n +1 "$cluster"/*.log "$cluster"/*.err >&2; return 1; }
}
test_idle() { [ "$(sinfo -h -N -t idle | wc -l)" -eq "$1" ]; }

stop_cluster() {
    [ ${#daemons[@]} -gt 0 ] || return 0
    timeout 10 scancel --user="$(id -un)" 2>/dev/null
    await 20 test -z "$(squeue -h 2>/dev/null)"
    local pid
    kill "${daemons[@]}" 2>/dev/null
    for pid in "${daemons[@]}"; do
        await 15 eval "! kill -0 $pid" || kill -9 "$pid"
    done
    daemons=()
}
