import type { DocumentInfo, Knowledge } from '@kaiwu/knowledge'
import { columns } from '../display-width.ts'
import { withoutControls, type Terminal } from '../terminal.ts'
import { factWords } from './fact-words.ts'
import { validityWords } from './validity-words.ts'

/** Prints every document with whether it is in force on a day, and what is to be confirmed. */
export function listDocuments(knowledge: Knowledge, asOf: string | undefined, terminal: Terminal): void {
  const documents = knowledge.documents(asOf, 'all')
  terminal.result({ serving: knowledge.serving() ?? 'latest', documents })
  if (documents.length === 0) {
    terminal.print({
      zh: '知识库里还没有文档；用 kaiwu knowledge sync 收入',
      en: 'No documents yet; kaiwu knowledge sync takes them in',
    })
    return
  }
  const heads = [
    { zh: '文档', en: 'document' },
    { zh: '效力', en: 'validity' },
    { zh: '施行', en: 'effective' },
    { zh: '失效', en: 'ends' },
    { zh: '版', en: 'rev.' },
    { zh: '片段', en: 'passages' },
    { zh: '备注', en: 'remarks' },
  ].map((head) => terminal.pick(head))
  const rows = documents.map((document) => rowOf(document, terminal))
  for (const [index, line] of columns([heads, ...rows]).entries())
    terminal.print(index === 0 ? terminal.paint('bold', line) : line)
  const serving = knowledge.serving()
  if (serving) terminal.print({ zh: `\n检索使用发布 ${serving}`, en: `\nSearches see release ${serving}` })
}

function rowOf(
  { path, facts, validity, revision, passages, served, toConfirm, warnings, uploaded }: DocumentInfo,
  terminal: Terminal,
): string[] {
  const unsure = (between: string): string =>
    (facts.unsure ?? []).map((fact) => terminal.pick(factWords[fact] ?? fact)).join(between)
  const remarks = [
    uploaded ? { zh: '上传', en: 'uploaded' } : undefined,
    served ? undefined : { zh: '不在发布中', en: 'not in the release' },
    toConfirm ? { zh: `待确认：${unsure('、')}`, en: `to be confirmed: ${unsure(', ')}` } : undefined,
    facts.access?.length ? { zh: `限 ${facts.access.join('、')}`, en: `for ${facts.access.join(', ')}` } : undefined,
    warnings.length > 0 ? { zh: `${warnings.length} 条读取提示`, en: `${warnings.length} remarks on reading` } : undefined,
  ].flatMap((remark) => (remark ? [terminal.pick(remark)] : []))
  return [
    withoutControls(path),
    terminal.pick(validityWords[validity]),
    facts.effective ?? '-',
    facts.ends ?? '-',
    String(revision),
    String(passages),
    withoutControls(remarks.join(terminal.pick({ zh: '；', en: '; ' }))),
  ]
}
