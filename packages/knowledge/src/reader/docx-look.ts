import type { HiddenReason } from './hidden-text.ts'

/** How a run of text looks, as far as it tells whether anyone can see it; what is absent comes from the style below. */
export type RunLook = { vanish?: boolean; white?: boolean; shaded?: boolean; halfPoints?: number }

type Attributes = Readonly<Record<string, string>>

const tiniest = 2

/** Takes one property of a run into its look. */
export function setLook(look: RunLook, name: string, attributes: Attributes): void {
  const value = attributes['val']
  if (name === 'vanish' || name === 'specVanish') look.vanish = isOn(value)
  else if (name === 'color') look.white = isWhite(value ?? '')
  else if (name === 'sz') look.halfPoints = Number(value ?? NaN)
  else if (name === 'highlight') look.shaded = value !== undefined && value !== 'none' && value !== 'white'
  else if (name === 'shd') look.shaded = isShaded(attributes)
}

/** Why nobody sees a run of this look on white paper; undefined when it can be seen. */
export function hiddenBy(look: RunLook, onColour: boolean): HiddenReason | undefined {
  if (look.vanish === true) return 'vanish'
  if (look.halfPoints !== undefined && look.halfPoints <= tiniest) return 'tiny'
  return look.white === true && look.shaded !== true && !onColour ? 'white' : undefined
}

/** True for a switch such as `w:vanish` that is on. */
export function isOn(value: string | undefined): boolean {
  return value !== '0' && value !== 'false' && value !== 'off'
}

/** True for a shading with another colour than white. */
export function isShaded({ val, fill }: Attributes): boolean {
  if (fill !== undefined && fill !== 'auto') return !isWhite(fill)
  return val !== undefined && !/^(?:clear|nil)$/.test(val)
}

/** White, or so near to it that nobody can tell. */
export function isWhite(colour: string): boolean {
  return /^(?:F[\dA-F]){3}$/i.test(colour) || colour === 'white'
}
