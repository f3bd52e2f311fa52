import type { DocumentLevel } from '@kaiwu/core'
import type { Texts } from '../command.ts'
import type { Terminal } from '../terminal.ts'

/** What facts of a document are called. */
export const factWords: Readonly<Record<string, Texts>> = Object.freeze({
  title: { zh: '标题', en: 'title' },
  number: { zh: '文号', en: 'number' },
  version: { zh: '版本', en: 'version' },
  issuers: { zh: '发文机关', en: 'issuer' },
  level: { zh: '级别', en: 'level' },
  region: { zh: '地区', en: 'region' },
  models: { zh: '适用型号', en: 'models' },
  written: { zh: '成文日期', en: 'written' },
  issued: { zh: '公布日期', en: 'issued' },
  effective: { zh: '施行日期', en: 'effective' },
  ends: { zh: '失效日期', en: 'ends' },
  endedBy: { zh: '废止依据', en: 'ended by' },
  amended: { zh: '修改日期', en: 'amended' },
  amendedBy: { zh: '修改依据', en: 'amended by' },
  access: { zh: '可见范围', en: 'access' },
})

/** What levels of documents are called. */
export const levelWords: Readonly<Record<DocumentLevel, Texts>> = Object.freeze({
  law: { zh: '法律', en: 'law' },
  'administrative-regulation': { zh: '行政法规', en: 'administrative regulation' },
  'local-regulation': { zh: '地方性法规', en: 'local regulation' },
  'department-rule': { zh: '部门规章', en: 'department rule' },
  'local-rule': { zh: '地方政府规章', en: 'local government rule' },
  normative: { zh: '规范性文件', en: 'normative document' },
  standard: { zh: '标准', en: 'standard' },
  manual: { zh: '手册', en: 'manual' },
  guide: { zh: '办事指南', en: 'service guide' },
  interpretation: { zh: '解读', en: 'explanation' },
})

/** What a level is called; what is none stays as it is. */
export function levelNamed(level: string, terminal: Terminal): string {
  return Object.hasOwn(levelWords, level) ? terminal.pick(levelWords[level as DocumentLevel]) : level
}
