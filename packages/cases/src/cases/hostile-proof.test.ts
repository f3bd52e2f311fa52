import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseGraph } from '../definition/case-graph.ts'
import { caseSchema } from '../definition/case-schema.ts'
import { compileCase } from '../definition/compile-case.ts'
import { leave, leaveFiles } from '../definition/test-cases.ts'
import { advance } from '../engine/advance.ts'
import { caseNeeds } from '../engine/case-needs.ts'
import { recordOf } from '../engine/apply-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'kaiwu-hostile-'))
const canary = join(folder, 'canary')
beforeAll(() => writeFileSync(canary, 'untouched'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Texts that are code to somebody. Each would change the canary, were it run. */
const code = [
  `{{constructor.constructor('return process')().getBuiltinModule('fs').writeFileSync('${canary}', '')}}`,
  `constructor.constructor("return process")().getBuiltinModule("fs").writeFileSync("${canary}", "")`,
  `\${process.getBuiltinModule('fs').writeFileSync('${canary}', '')}`,
  `require('fs').writeFileSync('${canary}', '')`,
  `import('node:fs').then((fs) => fs.writeFileSync('${canary}', ''))`,
  `__proto__.constructor.constructor("process")()`,
  `toString.constructor("process.exit(7)")()`,
  `=cmd|' /C echo > ${canary}'!A0`,
  `function() { process.exit(7) }`,
  `function(x) external { java: { class: "java.lang.Runtime", method signature: "exec(x)" } }`,
  `'; DROP TABLE cases; --`,
  `!!js/function 'function () { process.exit(7) }'`,
  '(a+)+$',
]

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** A case type after a change of its JSON. */
function changed(change: (form: Record<string, never>) => void): unknown {
  const form = JSON.parse(JSON.stringify(leave)) as Record<string, never>
  change(form)
  return form
}

/** What becomes of a case type: whether it was refused, and how long that took. */
function taken(form: unknown, files = leaveFiles): Readonly<{ refused: boolean; tookMs: number; record?: CaseRecord }> {
  const began = performance.now()
  const parsed = caseSchema.safeParse(form)
  const { definition } = parsed.success ? compileCase({ form: parsed.data, files }) : {}
  if (!definition) return { refused: true, tookMs: performance.now() - began }
  // What is not refused is begun, and goes as far as it goes by itself.
  caseGraph(definition, 'zh')
  const atMs = Date.parse('2026-09-28T09:00:00+08:00')
  const actor = { kind: 'person', id: '甲', name: '甲' }
  const started = {
    type: 'started',
    caseType: 'leave',
    definition: definition.hash,
    no: 'X',
    initiator: actor,
    departmentId: null,
    fields: {},
  } as const
  const begun = recordOf('c', [
    { event: started, atMs, actor },
    { event: { type: 'entered', state: definition.start }, atMs, actor },
  ])!
  const { record } = advance(definition, begun, atMs)
  caseNeeds(definition, record, atMs)
  return { refused: false, tookMs: performance.now() - began, record }
}

/** Every place of a form that holds a text, by the way to it. */
function textsIn(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value === 'string') return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, [...path, key]))
}

/** The form with another value at a path. */
function withAt(path: readonly (string | number)[], value: Json): unknown {
  return changed((form) => {
    let at: Record<string | number, Json> = form
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, Json>
    at[path.at(-1)!] = value
  })
}

// WF-14
describe('a case type that means harm', () => {
  it('runs no text of it as code, wherever it stands', { timeout: 60_000 }, () => {
    const places = textsIn(JSON.parse(JSON.stringify(leave)) as Json)
    const before = Object.getOwnPropertyNames(Object.prototype).join()
    let [refused, inert, most] = [0, 0, 0]
    for (const path of places)
      for (const text of code) {
        const one = taken(withAt(path, text))
        if (one.refused) refused++
        else inert++
        most = Math.max(most, one.tookMs)
      }
    expect(places.length).toBeGreaterThan(40)
    expect(Math.min(refused, inert)).toBeGreaterThan(100)
    expect(readFileSync(canary, 'utf8')).toBe('untouched')
    expect(readdirSync(folder)).toEqual(['canary'])
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
    expect(most).toBeLessThan(2_000)
    console.log(
      `${places.length * code.length} case types with code in them: ${refused} refused, ${inert} inert, ${Math.round(most)} ms at most`,
    )
  })

  it('runs no text of its tables and calendars as code', () => {
    for (const text of code) {
      const cell = `"${text.replaceAll('"', '""')}"`
      const table = `唯一,条件 days：数字,结果 route：文字\nR1,${cell},备案\nR2,> 1,${cell}\n`
      expect(taken(leave, { ...leaveFiles, 'tables/route.csv': table }).refused, text).toBe(true)
      const head = `唯一,条件 ${text},结果 ${text}\nR1,1,1\n`
      expect(taken(leave, { ...leaveFiles, 'tables/route.csv': head }).refused, text).toBe(true)
      expect(
        taken(leave, { ...leaveFiles, 'calendars/2026.csv': `date,kind,name\n${cell},holiday,${cell}\n` }).refused,
        text,
      ).toBe(true)
    }
    expect(readFileSync(canary, 'utf8')).toBe('untouched')
  })

  it('is refused with names that every object has, or keeps them as its own', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf']) {
      const state = `{"${name}":{"actions":{"${name}":{"by":"initiator","form":["${name}"],"to":"${name}2"}}},"${name}2":{"end":true}}`
      const form = JSON.parse(
        `{"kaiwu":1,"case":"odd","title":"x","number":"{seq:4}","roles":{"${name}":"x"},"params":{"${name}":1},"fields":{"${name}":{"type":"text"}},"start":"${name}","states":${state}}`,
      ) as unknown
      const { refused, record } = taken(form, {})
      if (!refused) expect([name, record!.state]).toEqual([name, name])
    }
    for (const path of ['__proto__', 'constructor', 'toString'])
      for (const text of [path, `params.${path}`, `case.${path}`, `days.${path}`, `{a: 1}.${path}`, `[1].${path}`]) {
        const one = taken(withAt(['states', 'routed', 'next', 0, 'when'], `${text} = 1`))
        // An unknown name is a mistake; one of a value made on the spot gives nothing.
        expect([text, one.refused || one.record!.state === 'draft']).toEqual([text, true])
      }
    for (const part of ['fields', 'states', 'params', 'tables', 'roles']) {
      const polluting = JSON.stringify(leave).replace(
        `"${part}":{`,
        `"${part}":{"__proto__":{"polluted":1,"end":true,"type":"text"},`,
      )
      expect(polluting).toContain('__proto__')
      taken(JSON.parse(polluting))
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is refused when it is too large or too deep, or goes round for ever, and soon', { timeout: 60_000 }, () => {
    const steps = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ check: [{ id: `R${at}`, that: 'days > 0', message: 'x' }] }))
    const deep = (levels: number, one: string, other: string) => `${one.repeat(levels)}1${other.repeat(levels)} = 1`
    let nested: Json = 'x'
    for (let level = 0; level < 1_000; level++) nested = { zh: nested }
    const round = changed((form) => {
      Object.assign(form, {
        start: 'a',
        deadlines: {},
        states: {
          a: { steps: steps(100), next: [{ when: 'days = -1', to: 'end' }, { to: 'b' }] },
          b: { next: [{ to: 'a' }] },
          end: { end: true },
        },
      })
    })
    const bad: readonly (readonly [what: string, form: unknown])[] = [
      ['10,000 steps', withAt(['states', 'routed', 'steps'], steps(10_000))],
      ['an unknown step', withAt(['states', 'routed', 'steps'], [{ exec: 'rm -rf /' }])],
      ['a step that is two', withAt(['states', 'routed', 'steps'], [{ run: 'a.ts', into: ['days'], send: 'mes', body: {} }])],
      ['1,000 levels', withAt(['title'], nested)],
      ['brackets 1,000 deep', withAt(['states', 'routed', 'next', 0, 'when'], deep(1_000, '(', ')'))],
      ['lists 1,000 deep', withAt(['states', 'routed', 'next', 0, 'when'], deep(1_000, '[', ']'))],
      ['a form that is a list', [leave]],
      ['a form that is nothing', null],
    ]
    for (const [what, form] of bad) {
      const { refused, tookMs } = taken(form)
      expect([what, refused]).toEqual([what, true])
      expect(tookMs, what).toBeLessThan(5_000)
    }
    const { record, tookMs } = taken(round)
    expect([record!.exception?.kind, record!.endedAtMs]).toEqual(['undecided', undefined])
    expect(tookMs).toBeLessThan(10_000)
    expect(readFileSync(canary, 'utf8')).toBe('untouched')
  })
})
