# Sourced by quickstart, run-tests and CI: OpenMPI on one machine, also as root, in a container, or with
# more ranks than cores. Without binding_policy=none each rank is bound to one core.
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_MCA_mpi_yield_when_idle=1
if [ "$(id -u)" -eq 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }
