declare module 'opencc-js/dict/TSCharacters' {
  /** `traditional simplified[ simplified2…]` pairs, joined by `|`. */
  const pairs: string
  export default pairs
}
