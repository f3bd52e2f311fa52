/**
 * A process that ends, with 7, while the `hnsw` engine takes vectors in: `node test-ending-child.ts`.
 * @module
 */
import { hnswIndex } from './hnsw-index.ts'
import { joined, randomVectors } from './test-vectors.ts'

const index = await hnswIndex({ model: 'test/space', dimension: 64 })
void index.add(0, joined(randomVectors(3000, 64, 1)))
setTimeout(() => process.exit(7), 60 + Math.random() * 60)
