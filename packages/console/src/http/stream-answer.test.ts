import { describe, expect, it } from 'vitest'
import { problemFrom, problemOf, RequestProblem } from './request-problem.ts'
import { readAnswerEvent } from './stream-answer.ts'

function problemIn(name: string, data: string): ReturnType<typeof problemOf> {
  try {
    readAnswerEvent({ name, data })
  } catch (error) {
    return problemOf(error)
  }
  throw new Error('no problem was raised')
}

describe('readAnswerEvent', () => {
  it('understands the three events of the contract', () => {
    expect(readAnswerEvent({ name: 'token', data: '{"text":"补"}' })).toEqual({ type: 'token', text: '补' })
    expect(readAnswerEvent({ name: 'passages', data: '{"passages":[],"asOf":"2026-11-22"}' })).toEqual({
      type: 'passages',
      passages: [],
      asOf: '2026-11-22',
    })
    expect(readAnswerEvent({ name: 'answer', data: '{"outcome":"refused"}' })).toEqual({
      type: 'answer',
      answer: { outcome: 'refused' },
    })
  })

  it('understands what an assistant that looks for itself reports', () => {
    const step = { number: 1, tool: 'search', arguments: '{}', state: 'done', count: 2, ids: ['p1'] }
    expect(readAnswerEvent({ name: 'step', data: JSON.stringify(step) })).toEqual({ type: 'step', step })
    expect(readAnswerEvent({ name: 'prepared', data: '{"type":"leave"}' })).toEqual({
      type: 'prepared',
      prepared: { type: 'leave' },
    })
    expect(readAnswerEvent({ name: 'bound', data: '{"bound":"steps","limit":"8"}' })).toEqual({ type: 'bound' })
    expect(problemIn('step', 'null').kind).toBe('unexpected')
  })

  it('passes over events it does not know', () => {
    expect(readAnswerEvent({ name: 'later-version', data: 'anything' })).toBeUndefined()
  })

  it('raises the problem the server reports in the stream', () => {
    const problem = problemIn(
      'error',
      '{"code":"MODEL_TIMEOUT","detail":"没有应答","title":"超时","status":504,"retryable":true}',
    )
    expect(problem).toMatchObject({ kind: 'server', code: 'MODEL_TIMEOUT', status: 504, detail: '没有应答', retryable: true })
  })

  it('says that the answer makes no sense when data is no JSON, or an error has no code', () => {
    expect(problemIn('answer', '<html>').kind).toBe('unexpected')
    expect(problemIn('token', '"text"').kind).toBe('unexpected')
    expect(problemIn('error', 'null').kind).toBe('unexpected')
    expect(problemIn('error', '{"detail":"no code"}').kind).toBe('unexpected')
  })
})

describe('problemFrom', () => {
  it('keeps what the server says', () => {
    const body = { code: 'FILE_EMPTY', title: '文件是空的', detail: 'a.txt 是空文件', requestId: 'r1', retryable: false }
    expect(problemFrom(422, body)).toEqual({ kind: 'server', status: 422, ...body })
  })

  it('is unexpected for a proxy page, an empty body, and a body of another form', () => {
    for (const body of [undefined, null, '<html>', 7, [], { message: 'Bad gateway' }]) {
      expect(problemFrom(502, body)).toMatchObject({ kind: 'unexpected', status: 502 })
    }
  })
})

describe('problemOf', () => {
  it('takes the problem out of its error, and calls everything else unexpected', () => {
    expect(problemOf(new RequestProblem(problemFrom(404, { code: 'DOCUMENT_NOT_FOUND', detail: '没有' }))).code).toBe(
      'DOCUMENT_NOT_FOUND',
    )
    expect(problemOf(new TypeError('x is undefined')).kind).toBe('unexpected')
  })
})
