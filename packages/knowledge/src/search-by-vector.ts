import { KaiwuError } from '@kaiwu/core'
import type { VectorRequest, VectorFound } from './knowledge.ts'
import type { SearchTools } from './search-knowledge.ts'

/** The passages nearest to a vector of the base's own model; see `KnowledgeSearch.searchVector`. */
export async function searchByVector(
  { library, clock, mayRead }: Pick<SearchTools, 'library' | 'clock' | 'mayRead'>,
  vector: Float32Array,
  { top, knowledge, asOf = clock.today(), access = [], where }: VectorRequest,
): Promise<readonly VectorFound[]> {
  const { index } = library.served
  if (!index.vectors) throw new KaiwuError('VECTOR_SEARCH_MISSING')
  const scope = { ...(knowledge && { knowledge }), asOf, access, ...(where && { where }) }
  const allowed = library.served.scopeOf(scope, (id) => mayRead(id, access))
  const found: VectorFound[] = []
  for (const { passage: number, score: similarity } of await index.vectors.search(vector, Math.max(0, top), allowed)) {
    const place = index.numbers.locate(number)
    const listed = place && library.served.catalog.byId.get(place.documentId)
    // Gone since it was found.
    if (!place || !listed) continue
    const passage = await library.memory.contents.passage(listed, place.ordinal)
    const { metadata } = listed.stated
    const document = { id: listed.id, path: listed.path, ...(metadata ? { metadata } : {}) }
    if (passage) found.push(Object.freeze({ passage, document: Object.freeze(document), similarity }))
  }
  return Object.freeze(found)
}
