/**
 * The inner loops of the flat vector index, in AssemblyScript: compiled to WebAssembly SIMD by build-kernel.ts, and written once
 * more in plain TypeScript in src/vectors/flat/plain-kernel.ts, which must give the same bytes. So every sum of floats here has
 * a fixed order: four lanes, each summed from front to back, then lane 0 + lane 1 + lane 2 + lane 3.
 *
 * `width` is the dimension padded to a multiple of 128, so that rows and codes end on whole SIMD words. All pointers are bytes into
 * the one memory of an index; who calls owns the layout (src/vectors/flat/flat-layout.ts).
 * @module
 */
export { configure } from './layout'
export { decodeRow, encodeCode, encodeRow, largest, product, rotate, spread, toUnit } from './encode'
export { compareCodes, countDistances, gather, hide, scanPlane, scoreRows } from './stages'
