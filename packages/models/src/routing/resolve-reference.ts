import { KaiwuError } from '@kaiwu/core'
import { localModel } from '../model-config.ts'
import type { ModelReference } from './model-reference.ts'
import type { Route } from './route.ts'

/** Names → what they stand for. */
export type Aliases = Readonly<Record<string, ModelReference>>

/**
 * Follows the aliases of a reference down to `provider/model`. Lists become fallbacks.
 * @throws MODEL_SETTINGS_INVALID with every mistake: aliases that go round in a circle, names nobody knows, empty lists, weights
 * that are not above 0, `local/extractive` where {@link splitExtractive} did not take it off
 * @example
 * resolveReference('fast', { fast: ['a/x', 'b/y'] }) // { fallback: [{ leaf: 'a/x' }, { leaf: 'b/y' }] }
 */
export function resolveReference(reference: ModelReference, aliases: Aliases = {}): Route<string> {
  const problems: string[] = []
  const route = resolved(reference, { aliases, problems, trail: [] }, '')
  if (problems.length > 0) throw invalid(problems)
  return route
}

/**
 * Takes `local/extractive` off the end of the outermost list, through aliases: it answers without a model, so it stands after all
 * models or nowhere. `reference` is absent when it stands alone.
 * @throws MODEL_SETTINGS_INVALID when it stands anywhere else, or aliases go round in a circle
 * @example
 * splitExtractive(['a/x', 'local/extractive']) // { reference: ['a/x'], extractive: true }
 */
export function splitExtractive(
  reference: ModelReference,
  aliases: Aliases = {},
): Readonly<{ reference?: ModelReference; extractive: boolean }> {
  const outermost = followed(reference, aliases)
  if (outermost === localModel) return Object.freeze({ extractive: true })
  if (typeof outermost === 'string') return Object.freeze({ reference: outermost, extractive: false })
  const list = isList(outermost) ? outermost : 'fallback' in outermost ? outermost.fallback : []
  const last = list.at(-1)
  if (last === undefined || followed(last, aliases) !== localModel)
    return Object.freeze({ reference: outermost, extractive: false })
  const rest = list.slice(0, -1)
  if (rest.length === 0) return Object.freeze({ extractive: true })
  return Object.freeze({ reference: isList(outermost) ? rest : { ...outermost, fallback: rest }, extractive: true })
}

type Resolving = Readonly<{ aliases: Aliases; problems: string[]; trail: readonly string[] }>

/** What stands in the place of a part with a mistake; never handed out. */
const nothing: Route<string> = Object.freeze({ fallback: Object.freeze([]) })

function resolved(reference: ModelReference, resolving: Resolving, path: string): Route<string> {
  if (typeof reference === 'string') return resolvedName(reference, resolving, path)
  const each = (list: readonly ModelReference[], at: string): readonly Route<string>[] =>
    Object.freeze(filled(list, resolving, at).map((one, index) => resolved(one, resolving, `${at}[${index}]`)))
  if (isList(reference)) return Object.freeze({ fallback: each(reference, path) })
  if ('fallback' in reference) {
    const { fallback, on } = reference
    return Object.freeze({ fallback: each(fallback, join(path, 'fallback')), ...(on ? { on: Object.freeze([...on]) } : {}) })
  }
  if ('cheapest' in reference) return Object.freeze({ cheapest: each(reference.cheapest, join(path, 'cheapest')) })
  const at = join(path, 'weighted')
  const weighted = filled(reference.weighted, resolving, at).map(({ model, weight }, index) => {
    if (!(weight > 0 && Number.isFinite(weight)))
      note(
        resolving,
        `${at}[${index}].weight`,
        `a weight is a number above 0, not ${weight}`,
        `权重须是大于 0 的数，不能是 ${weight}`,
      )
    return Object.freeze({ model: resolved(model, resolving, `${at}[${index}].model`), weight })
  })
  return Object.freeze({ weighted: Object.freeze(weighted) })
}

function resolvedName(name: string, resolving: Resolving, path: string): Route<string> {
  const { aliases, trail } = resolving
  const circle = circleOf(name, trail)
  if (circle) {
    note(resolving, path, `the aliases go round in a circle: ${circle}`, `别名绕成了圈：${circle}`)
    return nothing
  }
  const meant = aliasOf(name, aliases)
  if (meant !== undefined) return resolved(meant, { ...resolving, trail: [...trail, name] }, join(path, `<${name}>`))
  if (name === localModel)
    note(resolving, path, `${name} may stand only last in the outermost list`, `${name} 只能放在最外层列表的末尾`)
  else if (!/^[^/]+\/./.test(name)) {
    const known = Object.keys(aliases).join(', ') || '-'
    note(
      resolving,
      path,
      `there is no alias "${name}" (there is ${known}), and it is no provider/model`,
      `没有别名“${name}”（有：${known}）`,
    )
  }
  return Object.freeze({ leaf: name })
}

function filled<One>(list: readonly One[], resolving: Resolving, path: string): readonly One[] {
  if (list.length === 0) note(resolving, path, 'the list is empty; name at least one model', '列表是空的，至少写一个模型')
  return list
}

function note({ problems }: Resolving, path: string, en: string, zh: string): void {
  const line = `${path === '' ? '' : `${path}: `}${en} / ${zh}`
  if (!problems.includes(line)) problems.push(line)
}

/** What a name stands for in the end, as long as it stands for a name. */
function followed(reference: ModelReference, aliases: Aliases): ModelReference {
  const trail: string[] = []
  let at = reference
  while (typeof at === 'string') {
    const circle = circleOf(at, trail)
    if (circle) throw invalid([`the aliases go round in a circle: ${circle} / 别名绕成了圈：${circle}`])
    trail.push(at)
    const meant = aliasOf(at, aliases)
    if (meant === undefined) return at
    at = meant
  }
  return at
}

function aliasOf(name: string, aliases: Aliases): ModelReference | undefined {
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined
}

function circleOf(name: string, trail: readonly string[]): string | undefined {
  return trail.includes(name) ? [...trail.slice(trail.indexOf(name)), name].join(' → ') : undefined
}

function isList(reference: ModelReference): reference is readonly ModelReference[] {
  return Array.isArray(reference)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function invalid(problems: readonly string[]): KaiwuError {
  return new KaiwuError('MODEL_SETTINGS_INVALID', { count: problems.length, problems: problems.join('\n') })
}
