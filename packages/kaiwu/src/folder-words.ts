import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandArgument, Invocation, Texts } from './command.ts'
import type { Terminal } from './terminal.ts'
import { usageError } from './usage-error.ts'

/** What was typed after a command that has several actions: which one, the folder of a solution if one was named, and its words. */
export type ActionWords<Action> = Readonly<{ action: Action; folder: string | undefined; words: readonly string[] }>

/**
 * Finds the action that was typed, and the words it takes, of which those with a `?` may be left out. A first word that is a folder with a
 * `solution.yaml` is the folder.
 * @throws USAGE_INVALID that says what is to be typed
 */
export function actionWords<Action extends Readonly<{ words: readonly string[] }>>(
  command: string,
  actions: Readonly<Record<string, Action>>,
  { words: [name = '', ...typed] }: Invocation,
  terminal: Terminal,
): ActionWords<Action> {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  const all = Object.keys(actions)
  if (!action)
    throw usageError(terminal, {
      zh: name === '' ? `请写上要做什么：${all.join('、')}` : `没有“${name}”这个操作；可用：${all.join('、')}`,
      en: name === '' ? `say what to do: ${all.join(', ')}` : `there is no action "${name}"; use ${all.join(', ')}`,
    })
  const [first] = typed
  const isFolder = first !== undefined && existsSync(join(first, 'solution.yaml'))
  const words = isFolder ? typed.slice(1) : typed
  const least = action.words.filter((word) => !word.endsWith('?')).length
  if (words.length >= least && words.length <= action.words.length)
    return Object.freeze({ action, folder: isFolder ? first : undefined, words })
  const form = ['[folder]', ...action.words.map((word) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : `<${word}>`))].join(
    ' ',
  )
  throw usageError(terminal, {
    zh: `写法：kaiwu ${command} ${name} ${form}；文件夹里要有 solution.yaml，含有空格的内容请加引号`,
    en: `type: kaiwu ${command} ${name} ${form}; the folder holds a solution.yaml, and what holds spaces goes into quotes`,
  })
}

/** What a command with several actions takes: which one, then the folder and its words. @param what the words after the action are */
export function actionArguments(names: readonly string[], what: Texts): readonly CommandArgument[] {
  return [
    { name: 'action', form: 'required', text: { zh: names.join('、'), en: names.join(', ') } },
    { name: 'what', form: 'many', text: what },
  ]
}
