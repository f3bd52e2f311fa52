import { readFileSync } from 'node:fs'
import { parseDelimited } from '@kaiwu/core'
import { defineGlossary, type Glossary } from '@kaiwu/knowledge'

/** The glossary of a template: the term and its synonyms, between bars. */
export function loadGlossary(file: string): Glossary {
  const [, ...rows] = parseDelimited(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), ',').rows
  return defineGlossary(rows.map(([term = '', synonyms = '']) => [term, ...synonyms.split('|')].filter((word) => word !== '')))
}
