# Parallel NetCDF as Debian packages it (libnetcdf-mpi-dev). Its own configuration files name the
# wrong include folder, and find_package(netCDF) would find the serial library.
# Gives NetCDF::NetCDF_MPI.
find_path(
  NetCDF_MPI_INCLUDE_DIR netcdf_par.h
  PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/netcdf/mpi/include
  NO_DEFAULT_PATH)
find_library(NetCDF_MPI_LIBRARY netcdf_mpi)
mark_as_advanced(NetCDF_MPI_INCLUDE_DIR NetCDF_MPI_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  NetCDF_MPI
  REQUIRED_VARS NetCDF_MPI_LIBRARY NetCDF_MPI_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install Debian's libnetcdf-mpi-dev")

if(NetCDF_MPI_FOUND AND NOT TARGET NetCDF::NetCDF_MPI)
  add_library(NetCDF::NetCDF_MPI UNKNOWN IMPORTED)
  set_target_properties(
    NetCDF::NetCDF_MPI
    PROPERTIES IMPORTED_LOCATION "${NetCDF_MPI_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                         "${NetCDF_MPI_INCLUDE_DIR}")
endif()
