import { describe, expect, it } from 'vitest'
import { changedFacts, editedFacts } from './edited-facts.ts'

const found = editedFacts({
  title: '办法',
  number: '云政规〔2024〕6号',
  issuers: ['市人社局', '市财政局'],
  effective: '2024-05-01',
})

describe('changedFacts', () => {
  it('sends nothing when a person only confirms', () => {
    expect(changedFacts(found, { ...found, title: ' 办法 ' })).toEqual({})
  })

  it('sends what was put right: texts, lists, and null for what was taken away', () => {
    const after = { ...found, issuers: '市人社局； 市住建局；', effective: '', region: '云泽市' }
    expect(changedFacts(found, after)).toEqual({ issuers: ['市人社局', '市住建局'], effective: null, region: '云泽市' })
  })
})
