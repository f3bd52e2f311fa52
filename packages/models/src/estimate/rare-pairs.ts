/**
 * Pairs of letters that make up less than 0.04 % of the pairs in English words: bit b of number a stands for the pair of the
 * a-th and the b-th letter. Words that hold them fall into more tokens. Learnt by test/bench/estimate.ts --learn.
 */
export const rarePairs = Int32Array.from([
  0x2814691, 0x3e9b46e, 0x3e1b26a, 0x2ebb6a6, 0x2100480, 0x2e5b6ce, 0x3e9962e, 0x3e5beee, 0x1510780, 0x3fbffef, 0x3fbfeee,
  0x2e3b4e6, 0x3eb24ac, 0x2c31280, 0x3810290, 0x3e12666, 0x3efffff, 0x2c18282, 0x2c13a6a, 0x2a1266a, 0x3f146a8, 0x3ffbeae,
  0x3b99e6e, 0x3f77ffe, 0x3fb17ff, 0x3fffeef,
])
