import { describe, expect, it } from 'vitest'
import { placeParts } from './place-parts.ts'

describe('placeParts', () => {
  it('ends with the place', () => {
    expect(placeParts(['第二章　补贴标准'], '第八条', '')).toEqual(['第二章　补贴标准', '第八条'])
    expect(placeParts([], 'E-203', '')).toEqual(['E-203'])
  })

  it('does not repeat the title of the document', () => {
    expect(placeParts(['人才安居办法', '第二章'], '第八条', '人才安居办法')).toEqual(['第二章', '第八条'])
  })

  it('does not say the place twice', () => {
    expect(placeParts(['5 主轴', '5.2.2 供油间隔'], '5.2.2', '')).toEqual(['5 主轴', '5.2.2 供油间隔'])
    expect(placeParts(['第八条', '（一）'], '第八条', '')).toEqual(['第八条', '（一）'])
    expect(placeParts(['a', '', 'a'], '', '')).toEqual(['a'])
  })
})
