import { describe, expect, it } from 'vitest'
import { layoutGraph } from './graph-layout.ts'

const graph = `stateDiagram-v2
  s0 : Draft
  s1 : To be approved
  s2 : Granted
  s3 : Refused
  s4 : Nobody comes here
  [*] --> s0
  s0 --> s1 : Submit
  s1 --> s2 : approved
  s1 --> s3 : rejected
  s1 --> s0 : returned
  s1 --> s0 : withdrawn
  s2 --> [*]
  s3 --> [*]
`

describe('the diagram of a case type', () => {
  const { nodes, ways, columns, rows } = layoutGraph(graph, ['draft', 'waiting', 'granted', 'refused', 'lost'])

  it('stands in rows by the distance from the start, and shows what cannot be reached last', () => {
    expect(nodes.map(({ key, x, y, end }) => [key, x, y, end])).toEqual([
      ['draft', 0, 0, false],
      ['waiting', 0, 1, false],
      ['granted', 0, 2, true],
      ['refused', 1, 2, true],
      ['lost', 0, 3, false],
    ])
    expect([columns, rows]).toEqual([2, 4])
  })

  it('tells ways back from ways on, and names two ways between the same states once', () => {
    expect(ways.map(({ from, to, label, back }) => `${from} ${to} ${label} ${back}`)).toEqual([
      'draft waiting Submit false',
      'waiting granted approved false',
      'waiting refused rejected false',
      'waiting draft returned / withdrawn true',
    ])
  })

  it('is empty for a graph that is none', () => {
    expect(layoutGraph('', []).nodes).toEqual([])
  })
})
