import { exitCodes } from '@kaiwu/core'
import type { Solution } from '@kaiwu/solution'
import { syncFolder, type SyncReports } from '../sync-folder.ts'
import { withoutControls, type Terminal } from '../terminal.ts'

/** Takes in what changed in the folder and prints it. @returns 65 when there are files and none could be read */
export async function printSync(solution: Solution, terminal: Terminal): Promise<number> {
  const reports = await syncFolder(solution, terminal)
  terminal.result(asDocument(solution, reports))
  printReports(solution, reports, terminal)
  return everyFileFailed(reports) ? exitCodes.author : 0
}

/** Errors name the file themselves, but for a few. */
function failureOf(path: string, text: string): string {
  return withoutControls(text.includes(path) ? text : `${path}: ${text}`)
}

function everyFileFailed(reports: SyncReports): boolean {
  const all = Object.values(reports)
  return (
    all.some(({ failed }) => failed.length > 0) &&
    all.every(({ added, updated, moved, unchanged }) => added.length + updated.length + moved.length + unchanged === 0)
  )
}

function asDocument(solution: Solution, reports: SyncReports): unknown {
  const knowledge = Object.entries(reports).map(([name, report]) => ({
    name,
    ...report,
    failed: report.failed.map(({ path, error }) => ({
      path,
      code: error.code,
      message: { zh: error.text('zh'), en: error.text('en') },
    })),
    warnings: warningsOf(solution, name, [...report.added, ...report.updated]),
  }))
  const documents = solution.knowledge.documents(undefined, 'all')
  const passages = documents.reduce((sum, document) => sum + document.passages, 0)
  return { solution: solution.definition.name, documents: documents.length, passages, knowledge }
}

type Warning = Readonly<{ path: string; message: Readonly<{ zh: string; en: string }> }>

function warningsOf({ knowledge }: Solution, name: string, paths: readonly string[]): Warning[] {
  return knowledge
    .documents(undefined, 'all')
    .filter((document) => document.knowledge === name && !document.uploaded && paths.includes(document.path))
    .flatMap(({ path, warnings }) => warnings.map((message) => ({ path, message })))
}

function printReports(solution: Solution, reports: SyncReports, terminal: Terminal): void {
  for (const [name, { added, updated, moved, removed, unchanged, failed }] of Object.entries(reports)) {
    const zh = `新增 ${added.length}，更新 ${updated.length}，移动 ${moved.length}，删除 ${removed.length}，未变 ${unchanged}，失败 ${failed.length}`
    const en = `${added.length} added, ${updated.length} updated, ${moved.length} moved, ${removed.length} removed, ${unchanged} unchanged, ${failed.length} failed`
    terminal.print(`${terminal.paint('bold', name)}${terminal.pick({ zh: '：', en: ': ' })}${terminal.pick({ zh, en })}`)
    for (const path of added) terminal.print(`  + ${withoutControls(path)}`)
    for (const path of updated) terminal.print(`  ~ ${withoutControls(path)}`)
    for (const { from, to } of moved) terminal.print(`  → ${withoutControls(from)} → ${withoutControls(to)}`)
    for (const path of removed) terminal.print(`  - ${withoutControls(path)}`)
    for (const { path, error } of failed)
      terminal.print(terminal.paint('red', `  ✗ ${failureOf(path, error.text(terminal.language))}`))
    for (const { path, message } of warningsOf(solution, name, [...added, ...updated])) {
      terminal.print(terminal.paint('yellow', `  ! ${withoutControls(path)}: ${terminal.pick(message)}`))
    }
  }
  const documents = solution.knowledge.documents(undefined, 'all')
  const passages = documents.reduce((sum, document) => sum + document.passages, 0)
  terminal.print({
    zh: `知识库现有 ${documents.length} 份文档，${passages} 个片段`,
    en: `The knowledge holds ${documents.length} documents, ${passages} passages`,
  })
}
