import type { CaseRow, CaseTask } from '@kaiwu/server'
import { textOption, type Invocation } from '../command.ts'
import { printTable } from '../print-table.ts'
import type { Terminal } from '../terminal.ts'
import type { CaseClient } from './case-client.ts'
import { timeOf } from './print-case.ts'

/** Lists the cases that one may see, the newest first. */
export async function listCases(client: CaseClient, invocation: Invocation, terminal: Terminal): Promise<void> {
  const query = new URLSearchParams()
  for (const name of ['type', 'state', 'mine', 'text', 'limit', 'after']) {
    const value = textOption(invocation, name)
    if (value !== undefined) query.set(name, value)
  }
  const { open, ended } = invocation.options
  if (open !== ended) query.set('ended', String(ended === true))
  const page = await client.get<{ cases: readonly CaseRow[]; next?: string }>(`cases?${query.toString()}`)
  terminal.result(page)
  const heads = [
    { zh: '编号', en: 'number' },
    { zh: '业务', en: 'type' },
    { zh: '状态', en: 'state' },
    { zh: '发起', en: 'started' },
    { zh: '期限', en: 'due' },
  ]
  const rows = page.cases.map(({ no, title, state, openedAt, dueAt, endedAt }) => [
    no,
    terminal.pick(title),
    state,
    timeOf(openedAt),
    endedAt === null ? (dueAt === null ? '-' : timeOf(dueAt)) : terminal.pick({ zh: '已办结', en: 'ended' }),
  ])
  printTable(heads, rows, { zh: '没有您看得到的业务单', en: 'There is no case that you may see' }, terminal)
  if (page.next !== undefined)
    terminal.print({ zh: `还有更多：--after ${page.next}`, en: `There are more: --after ${page.next}` })
}

/** Lists what waits for oneself, what is due first. */
export async function listTasks(client: CaseClient, terminal: Terminal): Promise<void> {
  const { tasks } = await client.get<{ tasks: readonly CaseTask[] }>('tasks')
  terminal.result({ tasks })
  const heads = [
    { zh: '编号', en: 'number' },
    { zh: '待办', en: 'task' },
    { zh: '状态', en: 'state' },
    { zh: '自', en: 'since' },
    { zh: '期限', en: 'due' },
  ]
  const rows = tasks.map(({ no, title, state, since, dueAt }) => [
    no,
    terminal.pick(title),
    state,
    timeOf(since),
    dueAt === null ? '-' : timeOf(dueAt),
  ])
  printTable(heads, rows, { zh: '没有待办', en: 'Nothing waits for you' }, terminal)
}
