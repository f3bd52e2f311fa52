/** Raised whenever the analysis of text gives other terms than before: what was indexed with another version is indexed anew. */
export const analysisVersion = 1
