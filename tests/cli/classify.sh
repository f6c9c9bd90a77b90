#!/usr/bin/env bash
# classify: the fixed keys of its JSON, Table 3, a boundary, negative numbers.
. "$(dirname "$0")/common.sh"

succeeds "$essmap" classify "${case1[@]}" --format json
number "['case']" 1 0
number "['a']" 0.5 0
number "['b']" 10.5 0
number "['U']" 10 0
number "['margin']" 0.5 0
says '"eta": null'
says '"case_name": "everyone shares"'
succeeds "$essmap" classify --r 4 --theta 2 --gamma 4 --mu 0.2 --k 0.25 --U 4 --format json
number "['case']" 2 0
number "['a']" -3 0
succeeds "$essmap" classify --r 4 --theta 2 --gamma 7 --mu 8 --k 0.25 --U 10 --format json
number "['case']" 3 0
number "['eta']" 0.42857142857142855 1e-15
number "['stable'][1]" 1 0
number "['margin']" -4.5 0
succeeds "$essmap" classify --r 4 --theta 2.2 --gamma 2 --mu 8 --k 0.25 --U 10 --format json
number "['case']" 0 0
succeeds "$essmap" classify --r 4 --theta 2.2 --gamma 2 --mu 8 --k 0.25 --U 10
says 'a = 0'
succeeds "$essmap" classify --r 4 --theta 1 --gamma 4 --mu -5 --k 0.25 --U 10 --format json
number "['case']" 4 0
for gamma in "--gamma -4" "--gamma=-4"; do
    succeeds "$essmap" classify --r 4 --theta 2 $gamma --mu 8 --k 0.25 --U 10 --format json
    number "['a']" 6.5 0
done
# C = e^10 - 1 to 17 digits is U = 10 to rounding; omega changes nothing.
succeeds "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --C 22025.465794806718 --omega 4 --format json
number "['a']" 0.5 1e-12
# Why, and what to change: the ends of case 1 along each parameter.
succeeds "$essmap" classify --r 4 --theta 2 --gamma 7 --mu 8 --k 0.25 --U 10 --explain --format json
number "['explanation']['conditions'][0]['value']" -4.5 0
says '"dominant": "- gamma"'
number "['explanation']['case_1'][0]['below']" 2.5 0
number "['explanation']['case_1'][0]['distance']" 4.5 0
number "['explanation']['case_1'][1]['below']" 0.2 0
succeeds "$essmap" classify "${case1[@]}" --explain
says 'a = U - U theta/r - U k - gamma > 0: 10 - 5 - 2.5 - 2 = 0.5'
says 'theta   below 2.2'
succeeds "$essmap" classify --r 4 --theta 2 --gamma -2 --mu -4 --k 0.75 --U 6 --explain
says 'U       4 to 8'
finish
