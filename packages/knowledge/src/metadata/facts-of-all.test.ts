import type { DocumentFacts } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { linkedFacts, type Repeal, type StatedFacts } from './document-facts.ts'
import { FactsOfAll, type Said } from './facts-of-all.ts'

const said = (facts: DocumentFacts, repeals: Repeal[] = [], amends: Repeal[] = []): Said => ({
  stated: { facts, repeals, amends },
})

/** Every document joined at once, which is what taking them in one by one must come to. */
function atOnce(documents: ReadonlyMap<string, Said>): Map<string, DocumentFacts> {
  return linkedFacts(new Map([...documents].map(([id, { stated }]) => [id, { evidence: [], ...stated } as StatedFacts])))
}

describe('what is known of all documents', () => {
  it('is the same whether they came one by one or at once, whatever speaks of what', () => {
    let state = 7
    const random = (below: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % below
    const kinds: ((n: number) => Said)[] = [
      (n) => said({ title: `记录${n}` }),
      (n) => said({ title: `甲市办法${n}`, region: '甲市', level: 'normative', effective: `20${10 + (n % 10)}-01-01` }),
      (n) => said({ title: `甲市办法${n}`, region: '甲市', level: 'normative', effective: `20${20 + (n % 5)}-06-01` }),
      (n) => said({ title: `废止决定${n}`, effective: '2024-01-01' }, [{ title: `记录${n}` }]),
      (n) => said({ title: `修改决定${n}`, issued: '2023-01-01' }, [], [{ title: `甲市办法${n}` }]),
    ]
    const documents = new Map<string, Said>()
    const facts = new FactsOfAll()
    for (let round = 0; round < 400; round++) {
      const id = `d${random(25)}`
      if (random(4) === 0) {
        documents.delete(id)
        facts.leave(id)
      } else {
        const one = kinds[random(kinds.length)]!(random(6))
        documents.set(id, one)
        facts.enter(id, one)
      }
      if (random(3) > 0) continue
      const expected = atOnce(documents)
      for (let n = 0; n < 25; n++) expect(facts.of(`d${n}`)).toEqual(expected.get(`d${n}`))
    }
  })

  it('holds what a person said against what others say', () => {
    const facts = new FactsOfAll()
    facts.enter('old', {
      ...said({ title: '旧办法', number: '云政发〔2019〕1号' }),
      correction: { facts: { title: '旧办法（留用）' }, by: 'lin', at: 1 },
    })
    expect(facts.of('old')).toMatchObject({ title: '旧办法（留用）', confirmed: { by: 'lin', at: 1 } })
  })

  it('names the models of titles as they come and go', () => {
    const facts = new FactsOfAll()
    facts.enter('a', said({ title: 'HX-630 维修手册' }))
    facts.enter('b', said({ title: 'HX-630 与 HX-500 对照' }))
    expect(facts.models()).toEqual(['HX-630', 'HX-500'])
    facts.leave('b')
    expect(facts.models()).toEqual(['HX-630'])
    facts.leave('nobody')
  })
})
