import { open, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import {
  auditedLog,
  exportLog,
  peopleIn,
  readLog,
  type AuditedLog,
  type LogActor,
  type LogFilter,
  type LogPageRequest,
} from '@kaiwu/cases'
import { KaiwuError, systemClock } from '@kaiwu/core'
import { textOption, type Invocation } from '../command.ts'
import { timeOf } from '../cases/print-case.ts'
import { operatorActor } from '../people/operator.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import { logSignerOf, openLog, type OpenedLog } from './open-log.ts'
import { verifyAndTell } from './verify-log.ts'

/** What is done with a log. */
export type AuditAction = Readonly<{
  words: readonly string[]
  run(folder: string, words: readonly string[], invocation: Invocation, terminal: Terminal): Promise<number>
}>

/** What is done with a log, by its name on the command line. */
export const auditActions: Readonly<Record<string, AuditAction>> = Object.freeze({
  verify: {
    words: [],
    run: (folder, _, invocation, terminal) =>
      withLog(folder, 'read', { invocation, terminal }, (log) => verifyAndTell(log, invocation, terminal)),
  },
  list: {
    words: [],
    run: (folder, _, invocation, terminal) =>
      withLog(folder, 'write-or-read', { invocation, terminal }, (log) => list(log, invocation, terminal)),
  },
  export: {
    words: ['file'],
    run: (folder, [file = ''], invocation, terminal) =>
      withLog(folder, 'write-or-read', { invocation, terminal }, (log) => exportTo(log, file, invocation, terminal)),
  },
  key: {
    words: [],
    async run(folder, _, invocation, terminal) {
      const signer = await logSignerOf(folder, invocation, terminal)
      const { publicKey, keyId } = signer.key()
      terminal.result({ publicKey, keyId, checkpoints: signer.file })
      terminal.print(publicKey)
      terminal.note({
        zh: `把这把公钥存到这台机器以外的地方；核验时写 --public-key。检查点在 ${signer.file}`,
        en: `Keep this public key away from this machine, for audit verify --public-key. The checkpoints are in ${signer.file}`,
      })
      return 0
    },
  },
})

async function withLog(
  folder: string,
  access: 'read' | 'write-or-read',
  { invocation, terminal }: Readonly<{ invocation: Invocation; terminal: Terminal }>,
  work: (log: OpenedLog) => Promise<number>,
): Promise<number> {
  const log = await openLog(folder, access, invocation, terminal)
  try {
    return await work(log)
  } finally {
    await log.database.close()
  }
}

/** The log as an auditor uses it; of a base that another process serves as a reader does, which leaves no trace and says so. */
function logFor({ database, signer }: OpenedLog, terminal: Terminal): Pick<AuditedLog, 'read' | 'export'> {
  const clock = systemClock()
  if (database.writable) return auditedLog({ database, signer, clock })
  terminal.note({
    zh: '另一个进程正在使用这份数据：这次查看没有记入日志',
    en: 'Another process uses this base: that the log was read is not recorded',
  })
  return {
    read: (_, request) => readLog(database, request),
    async export(_, filter, format) {
      const { chunks, summary } = await exportLog(database, filter, format)
      return { chunks, done: async () => summary() }
    },
  }
}

function operator(): LogActor {
  const { id, name } = operatorActor()
  return { actorKind: 'system', actorId: id, actorName: name }
}

async function list(log: OpenedLog, invocation: Invocation, terminal: Terminal): Promise<number> {
  const limit = wholeNumber('limit', invocation, terminal)
  const after = wholeNumber('after', invocation, terminal)
  const request: LogPageRequest = { ...(await filterOf(log, invocation, terminal)), limit, after }
  const page = await logFor(log, terminal).read(operator(), request)
  terminal.result(page)
  const heads = [
    { zh: '序号', en: 'seq' },
    { zh: '时间', en: 'time' },
    { zh: '谁', en: 'who' },
    { zh: '做了什么', en: 'what' },
    { zh: '对象', en: 'of' },
    { zh: '结果', en: 'result' },
  ]
  const rows = page.rows.map(({ seq, atMs, actorName, actorId, action, objectKind, objectId, result }) => [
    ...[
      String(seq),
      timeOf(new Date(atMs).toISOString()),
      actorName || actorId || '-',
      action,
      `${objectKind} ${objectId}`.trim(),
    ],
    result === 'done' ? '' : terminal.pick({ zh: '被拒绝', en: 'refused' }),
  ])
  printTable(heads, rows, { zh: '没有这样的记录', en: 'There are no such rows' }, terminal)
  if (page.next !== undefined)
    terminal.print({ zh: `还有更多：--after ${page.next}`, en: `There are more: --after ${page.next}` })
  return 0
}

async function exportTo(log: OpenedLog, path: string, invocation: Invocation, terminal: Terminal): Promise<number> {
  const format = path.endsWith('.csv') ? 'csv' : 'jsonl'
  const filter = await filterOf(log, invocation, terminal)
  const unusable = (error: Error): never => {
    throw new KaiwuError('PATH_UNUSABLE', { path, reason: error.message }, { cause: error })
  }
  const file = await open(path, 'wx', 0o600).catch(unusable)
  const { chunks, done } = await logFor(log, terminal).export(operator(), filter, format)
  try {
    for await (const chunk of chunks) await file.appendFile(chunk)
    await file.sync()
  } finally {
    await file.close()
  }
  const { rows, sha256 } = await done()
  await writeFile(`${path}.sha256`, `${sha256}  ${basename(path)}\n`, { mode: 0o600 })
  terminal.result({ file: resolve(path), rows, sha256 })
  terminal.print({
    zh: `已导出 ${rows} 条到 ${path}，SHA-256 ${sha256}`,
    en: `Exported ${rows} rows to ${path}, SHA-256 ${sha256}`,
  })
  return 0
}

async function filterOf({ database }: OpenedLog, invocation: Invocation, terminal: Terminal): Promise<LogFilter> {
  const named = textOption(invocation, 'case')
  const actor = textOption(invocation, 'actor')
  const result = textOption(invocation, 'result')
  if (result !== undefined && result !== 'done' && result !== 'refused')
    throw usageError(terminal, { zh: '--result 写 done 或 refused', en: '--result is done or refused' })
  const found =
    named === undefined ? undefined : await database.get<{ id: string }>('SELECT id FROM cases WHERE caseNo = ?', named)
  const person = actor === undefined ? undefined : await peopleIn(database).personByLogin(actor)
  return {
    caseId: found?.id ?? named,
    actorId: person?.id ?? actor,
    action: textOption(invocation, 'action'),
    result,
    fromMs: instantIn('from', invocation, terminal),
    toMs: instantIn('to', invocation, terminal),
  }
}

function instantIn(option: 'from' | 'to', invocation: Invocation, terminal: Terminal): number | undefined {
  const written = textOption(invocation, option)
  if (written === undefined) return undefined
  // A day alone begins where this machine is.
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(written) ? `${written}T00:00` : written)
  if (!Number.isNaN(at)) return at
  throw usageError(terminal, {
    zh: `--${option} 要写成 2026-11-23 或 2026-11-23T08:00，这里是“${written}”`,
    en: `--${option} is 2026-11-23 or 2026-11-23T08:00; it is "${written}"`,
  })
}

function wholeNumber(option: string, invocation: Invocation, terminal: Terminal): number | undefined {
  const written = textOption(invocation, option)
  if (written === undefined) return undefined
  if (/^[1-9]\d{0,14}$/.test(written)) return Number(written)
  throw usageError(terminal, { zh: `--${option} 要写成正整数`, en: `--${option} is a whole number above 0` })
}
