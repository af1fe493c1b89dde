-- Pictures and texts weigh by themselves: what was learnt for both is shared evenly until it is learnt anew.
update ranking_mix
set warm = array[warm[1] / 2, warm[1] / 2] || warm[2:5],
    cold = array[cold[1] / 2, cold[1] / 2] || cold[2:5];
