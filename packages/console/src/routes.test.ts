import { describe, expect, it } from 'vitest'
import { formatRoute, isIsoDay, parseRoute, type Route } from './routes.ts'

describe('routes', () => {
  it('come back from their address as they were', () => {
    const routes: readonly Route[] = [
      { view: 'ask' },
      { solution: 'government', view: 'documents' },
      { solution: '政策 问答/二?#&', view: 'ask', source: { documentId: 'a/b c?&=#%', start: 10, end: 25 } },
      { solution: 'm', view: 'documents', source: { documentId: 'd1', start: 0, end: 0 } },
      { solution: 'm', view: 'search', search: { query: 'E-302 & 70 ℃ = ?', top: 20, asOf: '2024-02-29', knowledge: 'manuals' } },
      { solution: 'm', view: 'search', search: { query: '主轴' }, source: { documentId: 'd', start: 1, end: 2 } },
      { solution: 'm', view: 'tasks' },
      { solution: 'm', view: 'cases', caseId: 'case_1/?#' },
      { solution: 'm', view: 'cases', caseId: 'case_1', source: { documentId: 'd', start: 1, end: 2 } },
      { solution: 'm', view: 'cases', start: '' },
      { solution: 'm', view: 'cases', start: 'leave' },
      { solution: 'm', view: 'cost' },
      { solution: 'm', view: 'cost', query: { by: 'workflow,outcome', from: '2026-11-01', to: '2026-11-30' } },
      { solution: 'm', view: 'audit', query: { case: 'WX/1 & 2', actor: 'p1', action: 'log.read', result: 'refused' } },
      { solution: 'm', view: 'evals', query: { before: 'eval_1', after: 'eval_2' } },
      { solution: 'm', view: 'cases', filter: { type: 'leave', state: 's', ended: 'false', text: '张 三&', mine: 'started' } },
    ]
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route)
  })

  it('are readable addresses', () => {
    expect(formatRoute({ solution: 'government', view: 'ask' })).toBe('#/government/ask')
    expect(formatRoute({ view: 'search' })).toBe('#/')
  })

  it('fall back to asking where the view is missing or unknown', () => {
    for (const hash of ['#/m', '#/m/', '#/m/orders', '#m', '#/m/ask/extra']) {
      expect(parseRoute(hash)).toEqual({ solution: 'm', view: 'ask' })
    }
    for (const hash of ['', '#', '#/', '#//', '#?source=']) expect(parseRoute(hash)).toEqual({ view: 'ask' })
  })

  it('drop damaged parameters one by one', () => {
    expect(parseRoute('#/m/search?q=x&top=0&date=2024-02-30&knowledge=')).toEqual({
      solution: 'm',
      view: 'search',
      search: { query: 'x' },
    })
    expect(parseRoute('#/m/search?q=x&top=51').search).toEqual({ query: 'x' })
    expect(parseRoute('#/m/search?q=%20').search).toBeUndefined()
    expect(parseRoute('#/m/ask?q=x').search).toBeUndefined()
    expect(parseRoute('#/m/cases?ended=maybe&mine=all&type=')).toEqual({ solution: 'm', view: 'cases' })
    expect(parseRoute('#/m/ask?new=leave').start).toBeUndefined()
    expect(parseRoute('#/m/cost?from=soon&to=2026-02-30&actor=p1&by=')).toEqual({ solution: 'm', view: 'cost' })
    expect(parseRoute('#/m/evals?constructor=1&after=x').query).toEqual({ after: 'x' })
    expect(parseRoute('#/m/constructor?by=day')).toEqual({ solution: 'm', view: 'ask' })
    expect(parseRoute('#/m/ask?source=d&from=9&to=3').source).toEqual({ documentId: 'd', start: 0, end: 0 })
    expect(parseRoute('#/m/ask?source=d&from=-1&to=1e9').source).toEqual({ documentId: 'd', start: 0, end: 0 })
  })

  it('never throw on damaged escapes', () => {
    expect(parseRoute('#/%E4%BA/ask').solution).toBe('%E4%BA')
  })
})

describe('isIsoDay', () => {
  it('knows days that exist from those that do not', () => {
    expect(['2024-02-29', '2026-12-31'].every(isIsoDay)).toBe(true)
    expect(['2023-02-29', '2024-13-01', '2024-1-1', '20240101', '', '2024-01-01T00:00', '0000-00-00'].some(isIsoDay)).toBe(false)
  })
})
