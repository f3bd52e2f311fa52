import type { Scope } from './feel-scope.ts'
import type { FeelNode } from './feel-syntax.ts'

const reserved = new Set(['__proto__', 'constructor', 'prototype', 'partial'])
const words: Readonly<Record<string, string>> = {
  且: 'and',
  并且: 'and',
  同时: 'and',
  或: 'or',
  或者: 'or',
  非: 'not(…)',
  属于: 'in',
}

/** Checks the words of a name, read or bound; the name, or undefined after a report. */
export function checkName(node: FeelNode, scope: Scope): string | undefined {
  const parts = node.children.map((part) => part.text)
  const name = parts.join(' ')
  const word = parts.find((part) => Object.hasOwn(words, part))
  if (parts.length > 1) {
    const remedy = word ? ([`“${word}”写作 ${words[word]}`, `write ${words[word]} for ${word}`] as const) : undefined
    scope.report(
      node,
      [`“${name}”里有空格`, `"${name}" has a blank`],
      remedy ?? ['名称里不能有空格；文字要加引号', 'names have no blanks; put texts in quotes'],
    )
  } else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    scope.report(
      node,
      [`名称“${name}”里有不能用的字符`, `"${name}" is no name`],
      ['名称由文字、数字和 _ 组成', 'names are letters, digits and _'],
    )
  } else if (reserved.has(name)) {
    scope.report(node, [`“${name}”不能作名称`, `"${name}" cannot be a name`], ['换一个字段名', 'use another field name'])
  } else return name
  return undefined
}
