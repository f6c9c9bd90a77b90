"""Runs the tests of the page in this folder: run.py ESSMAP [TEST ...]"""
import sys
import unittest

from certified_test import *
from use_test import *
from values_test import *

if __name__ == "__main__":
    unittest.main(argv=["explore_page", *sys.argv[2:]], verbosity=2)
