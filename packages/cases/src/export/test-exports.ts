import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTestCases, type TestCases } from '../cases/test-cases-base.ts'
import type { LogRow } from '../log/log-row.ts'
import { newName, type DatabaseKind, type TestBases } from '../test-database.ts'
import type { AigcLabel } from './aigc-label.ts'
import type { ExportedCase } from './case-exports.ts'
import { faultType, proposes } from './test-export-cases.ts'

/** What tests look for in `case.json`. */
export type CaseJson = Readonly<{
  AIGC?: AigcLabel
  record: Readonly<{ no: string; fields: Readonly<Record<string, unknown>> }>
  history: readonly Readonly<{ seq: number; hash: string; event: Readonly<{ type: string }> }>[]
  log: Readonly<{ baseId: string; rows: readonly LogRow[]; maskedRows: readonly number[] }>
  hidden: readonly string[]
}>

/** A file of an export, as text. */
export const textIn = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8')

/** A file of an export, as JSON. */
export const jsonIn = <T>(folder: string, path: string): T => JSON.parse(textIn(folder, path)) as T

/** Bases of faults, and their exports into folders that nobody has used. */
export function testExports(bases: TestBases, kind: DatabaseKind) {
  const newFolder = (): string => join(bases.folder, `export-${newName()}`)
  return {
    newFolder,
    async opened(type = faultType): Promise<TestCases> {
      const base = await openTestCases(await bases.open(kind), [type], { steps: proposes })
      base.jobs.start()
      return base
    },
    async exported(
      { cases, subject }: TestCases,
      login: string,
      id: string,
      language: 'zh' | 'en' = 'zh',
    ): Promise<Readonly<{ folder: string; made: ExportedCase }>> {
      const folder = newFolder()
      return { folder, made: await cases.exportCase({ subject: await subject(login) }, id, folder, { language }) }
    },
  }
}

/** What `sha256sum -c` says of a folder. */
export function sumsChecked(folder: string): Readonly<{ sound: boolean; said: string }> {
  const options = { cwd: folder, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], options)
  return { sound: status === 0, said: `${stdout}${stderr}` }
}
