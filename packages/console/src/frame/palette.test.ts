import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ColourName, type Palette, palettes } from './palette.ts'

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const grounds: readonly ColourName[] = ['ground', 'surface', 'sunken']
const inks: readonly ColourName[] = ['text', 'text-second', 'text-third', 'accent']
const pairs: readonly (readonly [ColourName, ColourName])[] = [
  ...grounds.flatMap((ground) => inks.map((ink) => [ink, ground] as const)),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['accent', 'accent-soft'],
  ['text', 'accent-soft'],
  ['good', 'good-soft'],
  ['warn', 'warn-soft'],
  ['info', 'info-soft'],
  ['bad', 'bad-soft'],
  ['bad', 'surface'],
  ['warn', 'surface'],
  ['text', 'warn-soft'],
  ['text', 'quote'],
]

function declared(theme: string): Readonly<Record<string, string>> {
  const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8')
  const [, block = ''] = new RegExp(`data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css) ?? []
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', value = '']) => [name, value]))
}

describe.each(Object.entries(palettes))('%s palette', (theme, palette: Palette) => {
  it('is the one of the style sheet', () => {
    expect(declared(theme)).toEqual(palette)
  })

  it('is readable: 4.5 to 1 for every text on every ground it stands on', () => {
    const weak = pairs.filter(([ink, ground]) => contrast(palette[ink], palette[ground]) < 4.5)
    expect(weak).toEqual([])
  })

  it('shows where an input ends and where the focus is: 3 to 1 on every ground', () => {
    const weak = grounds.filter((ground) =>
      (['line-strong', 'accent'] as const).some((line) => contrast(palette[line], palette[ground]) < 3),
    )
    expect(weak).toEqual([])
  })
})
