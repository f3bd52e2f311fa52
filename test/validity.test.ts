import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer } from '@kaiwu/core'
import { closeReaders } from '@kaiwu/knowledge'
import { loadSolution, openSolution, parseQuestions, type Solution } from '@kaiwu/solution'
import { thorough } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './source-files.ts'

/** The first day in force and the first day no longer, read by a person in each document that names one. */
const force: Readonly<Record<string, Readonly<Record<string, readonly [from: string, to?: string]>>>> = {
  government: {
    'dog-management-2023.md': ['2023-06-01', '2028-06-01'],
    'ebike-parking-charging-2027.md': ['2027-01-01', '2032-01-01'],
    'elderly-allowance-2025.md': ['2025-07-01', '2030-07-01'],
    'elevator-subsidy-2024.md': ['2024-02-01', '2027-01-01'],
    'public-rental-housing-2025.md': ['2025-09-01', '2030-09-01'],
    'residence-permit-2022.md': ['2022-10-01', '2027-10-01'],
    'signboard-2024.txt': ['2024-08-01', '2029-08-01'],
    'small-business-employment-2025.md': ['2025-04-01', '2028-04-01'],
    'startup-subsidy-2019.md': ['2019-09-01', '2023-09-01'],
    'startup-subsidy-2023.md': ['2023-09-01', '2028-09-01'],
    'talent-housing-2020.md': ['2020-07-01', '2024-05-01'],
    'talent-housing-2024.md': ['2024-05-01', '2029-05-01'],
    'temporary-relief-2024.md': ['2024-01-01', '2029-01-01'],
  },
  manufacturing: {
    'hx500-manual.md': ['2025-04-01'],
    'hx630-01-safety-general.md': ['2025-07-01'],
    'hx630-02-hydraulic-lubrication.md': ['2025-07-01'],
    'hx630-03-spindle.md': ['2025-07-01'],
    'hx630-04-feed-toolmagazine.md': ['2025-07-01'],
    'hx630-05-electrical-cnc.pdf': ['2025-07-01'],
    'hx630-a1-accessories.md': ['2025-07-01'],
    'quick-reference-en.md': ['2025-07-01'],
    'maintenance-faq.html': ['2026-06-01'],
    'sop-eq-001-lockout-tagout.md': ['2025-07-01'],
    'sop-eq-014-spindle-lubrication-v2-1.md': ['2022-03-01', '2025-07-01'],
    'sop-eq-014-spindle-lubrication-v3-0.md': ['2025-07-01'],
    'sop-eq-015-hydraulic-filter.md': ['2025-09-01'],
    'sop-eq-018-drawbar-force.md': ['2025-11-01'],
    'sop-eq-021-tool-jam.md': ['2026-01-15'],
    'sop-eq-024-daily-inspection.md': ['2026-05-01'],
    'sop-eq-026-collision-check.md': ['2026-03-15'],
    'sop-eq-030-accuracy-inspection.docx': ['2025-08-01'],
    'sop-eq-033-coolant.md': ['2026-03-01'],
    'sop-eq-036-shutdown-storage.md': ['2025-12-01'],
    'sop-eq-040-fault-response.md': ['2026-02-01'],
    'sop-eq-045-spare-parts.md': ['2026-06-01'],
    'failure-case-review-2026.md': ['2026-11-10'],
    'shift-handover.txt': ['2026-04-01'],
  },
}
const days = ['2022-06-30', '2025-06-30', '2028-06-30']

function mayBeCitedOn(template: string, path: string, day: string): boolean {
  const [from, to] = force[template]![path.split('/').at(-1)!] ?? ['0000-01-01']
  return day >= from && (to === undefined || day < to)
}

describe.each(Object.keys(force))('template %s never answers from what is not in force', (template) => {
  const root = join(repository, 'templates', template)
  const data = mkdtempSync(join(tmpdir(), 'kaiwu-validity-'))
  const questions = [
    join(root, 'evals/questions.jsonl'),
    ...['', '-second'].map((name) => join(repository, 'test/quality', `${template}${name}.jsonl`)),
  ].flatMap((file) => parseQuestions(readFileSync(file, 'utf8'), file).questions)
  let solution: Solution

  beforeAll(async () => {
    solution = await openSolution(await loadSolution(root), { root, data, environment: {} })
    await solution.sync()
  }, 120_000)
  afterAll(async () => {
    await solution.close()
    await closeReaders()
    rmSync(data, { recursive: true, force: true })
  })

  it('has every document of the table, and asks enough', () => {
    const names = readdirSync(join(root, 'knowledge'), { recursive: true, encoding: 'utf8' }).map((path) =>
      path.split('/').at(-1)!,
    )
    expect(Object.keys(force[template]!).filter((name) => !names.includes(name))).toEqual([])
    expect(questions.length).toBeGreaterThanOrEqual(140)
  })

  it.each(days)('as of %s', { timeout: 180_000 }, async (day) => {
    const closed = Object.keys(force[template]!).filter((name) => !mayBeCitedOn(template, name, day))
    expect(closed.length).toBeGreaterThan(0)
    const wrong: string[] = []
    let cited = 0
    // Every day a third of them on each day, all of them over the three.
    const asked = questions.filter((_, at) => thorough || at % days.length === days.indexOf(day))
    for (const { question } of asked) {
      const answer: Answer = await solution.answer({ question, asOf: day, measuring: true })
      expect(answer.asOf).toBe(day)
      cited += answer.citations.length
      for (const { document, title, validity } of answer.citations) {
        const citable = validity === 'in-force' || validity === 'amended'
        if (!citable || !mayBeCitedOn(template, document, day)) wrong.push(`${question} cites ${document} ${title} (${validity})`)
      }
      for (const { document } of answer.passages) {
        if (!mayBeCitedOn(template, document.path, day)) wrong.push(`${question} finds ${document.path}`)
      }
    }
    expect(wrong).toEqual([])
    // Refusing everything would be no proof.
    expect(cited).toBeGreaterThan(asked.length / 10)
  })
})
