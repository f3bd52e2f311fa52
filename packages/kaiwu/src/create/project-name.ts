import { basename, isAbsolute, resolve } from 'node:path'
import type { Texts } from '../command.ts'

// Names that Windows keeps for devices.
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
// oxlint-disable-next-line no-control-regex -- control characters are among what is looked for
const steering = /[\u0000-\u001f\u007f<>"|?*$`';&]/
const longestTitle = 100

/**
 * What is wrong with a folder as the place of a new project, or `undefined`. Letters of any script are welcome; what steers
 * a shell or climbs out of where one stands is not.
 */
export function safeFolder(folder: string): Texts | undefined {
  // The way to an absolute place exists already and may be called anything.
  const parts = isAbsolute(folder) ? [basename(folder)] : folder.split(/[\\/]/)
  if (folder.trim() === '') return { zh: '文件夹名是空的', en: 'the name of the folder is empty' }
  if (folder.split(/[\\/]/).includes('..')) {
    return {
      zh: `新文件夹“${folder}”不能用 .. 指到别处；请先进入那里，或写完整路径`,
      en: `the new folder "${folder}" may not lead elsewhere by ..; go there first, or give the full path`,
    }
  }
  const bad = parts.find(
    (part) => part !== '.' && (part.startsWith('-') || steering.test(part) || /[. ]$/.test(part) || reserved.test(part)),
  )
  if (bad === undefined) return undefined
  return {
    zh: `不能用“${bad}”作文件夹名；请用文字、数字、连字符和下划线`,
    en: `"${bad}" cannot name a folder; use letters, digits, hyphens and underscores`,
  }
}

/** What is wrong with a title, or `undefined`. */
export function checkTitle(title: string): Texts | undefined {
  if (title.trim() === '') return { zh: '--title 是空的', en: '--title is empty' }
  // oxlint-disable-next-line no-control-regex -- control characters are among what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(title))
    return { zh: '--title 只能写一行，不能有控制字符', en: '--title is one line without control characters' }
  if ([...title].length > longestTitle)
    return { zh: `--title 最长 ${longestTitle} 个字`, en: `--title has at most ${longestTitle} characters` }
  return undefined
}

/**
 * The identifier for a project in a folder; the template's name where the folder's holds no Latin letter.
 * @example
 * nameFor('apps/My Desk', 'manufacturing') // 'my-desk'
 * nameFor('检修台', 'manufacturing') // 'manufacturing'
 */
export function nameFor(folder: string, template: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '')
  return name === '' ? template : name
}
