import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cancel, intro, select, text } from '@clack/prompts'
import { KaiwuError } from '@kaiwu/core'
import type { Terminal } from '../terminal.ts'
import type { ProjectChoices } from './create-project.ts'
import { checkTitle, safeFolder } from './project-name.ts'
import { templatesFolder } from './template-folder.ts'

/** What was asked for or given. An empty title keeps the template's. */
export type AskedChoices = Readonly<{ folder: string; template: string; title: string }>

/**
 * Asks, on a terminal, for what was not given.
 * @throws CANCELLED when a question is left with Ctrl-C or Escape
 */
export async function askChoices(
  given: Partial<ProjectChoices>,
  known: readonly string[],
  terminal: Terminal,
): Promise<AskedChoices> {
  const { pick } = terminal
  intro(pick({ zh: '开物：新建解决方案', en: 'Kaiwu: a new solution' }))
  const template =
    given.template ??
    answered(
      await select({
        message: pick({ zh: '从哪个模板开始？', en: 'Which template to start from?' }),
        options: await templateChoices(known, terminal),
      }),
      terminal,
    )
  const folder =
    given.folder ??
    answered(
      await text({
        message: pick({ zh: '新文件夹的名字？', en: 'Name of the new folder?' }),
        initialValue: given.name ?? template,
        validate: (value) => spoken(safeFolder(value ?? ''), terminal),
      }),
      terminal,
    )
  const title =
    given.title ??
    answered(
      await text({
        message: pick({ zh: '页面上叫什么？（回车沿用模板的名称）', en: "Its name on the page? (Enter keeps the template's)" }),
        defaultValue: '',
        validate: (value) => (value ? spoken(checkTitle(value), terminal) : undefined),
      }),
      terminal,
    )
  return { folder, template, title }
}

/** A question left without an answer gives a symbol. */
function answered(value: string | symbol, terminal: Terminal): string {
  if (typeof value === 'string') return value
  cancel(terminal.pick({ zh: '没有建立任何文件', en: 'Nothing was created' }))
  throw new KaiwuError('CANCELLED')
}

function spoken(wrong: Readonly<{ zh: string; en: string }> | undefined, terminal: Terminal): string | undefined {
  return wrong && terminal.pick(wrong)
}

async function templateChoices(
  known: readonly string[],
  terminal: Terminal,
): Promise<{ value: string; label: string; hint: string }[]> {
  const { checkManifest, manifestFile } = await import('@kaiwu/solution')
  return Promise.all(
    known.map(async (value) => {
      const { manifest } = checkManifest(await readFile(join(templatesFolder(), value, manifestFile), 'utf8'))
      return { value, label: manifest ? terminal.pick(manifest.title) : value, hint: value }
    }),
  )
}
