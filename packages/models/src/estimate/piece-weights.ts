/**
 * Tokens that each piece counted by `countPieces` costs: words by length from 1 on, then the other features in their order.
 * Learnt by test/bench/estimate.ts --learn; not to be edited.
 */
export const pieceWeights = Float64Array.from([
  // lower, after a blank
  0.95, 0.95, 0.95, 1.027, 0.95, 0.95, 0.992, 0.95, 0.95, 1.146, 1.05, 1.734, 1.854, 2.721, 2.932, 3.085,
  // upper, after a blank
  0.95, 0.95, 0.95, 0.95, 0.95, 1.328, 0.95, 1.024, 1.7, 2.214, 4.223, 4.621, 4.992, 5.385, 4.897, 6.15,
  // capital, after a blank
  1, 0.95, 1.066, 0.95, 0.95, 0.95, 1.084, 1.032, 1.442, 1.611, 1.992, 1.995, 2.492, 2.789, 2.835, 3.201,
  // mixed, after a blank
  1, 1, 1.173, 1.424, 1.3, 1.393, 1.397, 1.601, 1.825, 2.006, 2.157, 2.4, 2.604, 2.8, 3, 3.203,
  // lower, after nothing
  0.99, 0.95, 1.026, 0.95, 1.146, 1.161, 0.975, 0.975, 1.304, 1.996, 2.091, 2.298, 2.487, 2.938, 2.995, 3.283,
  // upper, after nothing
  1.278, 1.287, 1.045, 1.006, 1.595, 1.943, 2.55, 2.939, 3.127, 3.817, 4.232, 4.532, 5, 5.385, 5.712, 6.154,
  // capital, after nothing
  1, 1.091, 1.24, 0.975, 0.95, 1.282, 1.207, 1.164, 1.705, 1.755, 2.221, 2.296, 2.513, 2.8, 3, 3.2,
  // mixed, after nothing
  1, 1, 1.394, 1.492, 1.162, 1.311, 1.38, 1.703, 1.813, 2.042, 2.202, 2.402, 2.592, 2.801, 3.001, 3.182,
  // lower, after another word
  1.2, 1.2, 1.2, 1.2, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.2, 3.4,
  // upper, after another word
  2.016, 1.274, 1.324, 1.757, 2.182, 2.507, 2.891, 3.32, 3.654, 4.046, 4.431, 4.815, 5.2, 5.585, 5.969, 6.354,
  // capital, after another word
  1.2, 0.95, 0.956, 0.95, 0.95, 0.95, 0.95, 0.95, 1.131, 1.293, 1.923, 2.496, 2.763, 2.959, 3.2, 3.4,
  // mixed, after another word
  1.2, 1.2, 2.238, 1.78, 1.729, 1.724, 1.684, 1.795, 2.019, 2.225, 2.404, 2.581, 2.785, 3.001, 3.2, 3.385,
  // lower, after a symbol
  1.18, 1.002, 1.611, 1.052, 1.302, 1.325, 1.539, 1.454, 1.526, 2.098, 2.461, 2.746, 2.064, 3.239, 3.399, 3.477,
  // upper, after a symbol
  1.21, 1.598, 0.95, 1.541, 1.942, 2.353, 2.257, 3.143, 3.584, 4.139, 4.511, 4.946, 5.357, 5.785, 6.169, 6.554,
  // capital, after a symbol
  1.4, 1.636, 1.458, 1.334, 1.159, 1.155, 1.627, 1.87, 2.003, 2.166, 2.547, 2.768, 2.97, 3.2, 3.4, 3.595,
  // mixed, after a symbol
  1.4, 1.4, 1.424, 1.468, 1.356, 1.603, 1.811, 2.174, 2.232, 2.4, 2.577, 2.808, 2.825, 3.2, 3.4, 3.6, /* rarePair */ 0.407,
  /* rarePairUpper */ 0.106, /* digits */ 1.011, /* symbolAlone */ 1.002, /* symbolPair */ 1.05, /* symbolTriple */ 1.137,
  /* symbolRun */ 0.366, /* symbolChange */ 0.385, /* symbolStretch */ 0.666, /* symbolRepeat */ 0.362, /* symbolRuling */ 0.012,
  /* symbolBeyondAscii */ 0, /* line */ 1.001, /* lines */ 1.163, /* lineAfterSymbol */ 0, /* indent */ 0.857,
  /* indentLong */ 1.265, /* blankBeforeDigit */ 1.023, /* blankBeforeOther */ 0.54, /* blankBeforePicture */ 0.386,
  /* pictograph */ 1.503, /* hanRun */ 0.097, /* hanCommon */ 0.955, /* hanOther */ 2, /* cjkPair */ 0.89,
  /* hanAmongKana */ 0.049, /* hiragana */ 0.952, /* katakanaRun */ 0.193, /* katakana */ 0.503, /* hangul */ 0.598,
  /* cyrillicRun */ 0.593, /* cyrillic */ 0.133, /* alphabetRun */ 0, /* alphabet */ 0.179, /* letter */ 0.636, /* wide */ 0.989,
  /* face */ 1.356, /* emoji */ 1.884, /* astral */ 2.427, /* joiner */ 0.765, /* contraction */ 0.538,
])
