import type { RunLook } from './word-look.ts'

/** Names by which the same font goes. */
const families: readonly (readonly [name: string, form: RegExp])[] = [
  ['小标宋', /小标宋|XiaoBiaoSong/iu],
  ['仿宋', /仿宋|FangSong/iu],
  ['楷体', /楷体|KaiTi/iu],
  ['黑体', /^(?:黑体|SimHei|方正黑体.*)$/iu],
  ['宋体', /^(?:宋体|SimSun|NSimSun|新宋体)$/iu],
]
const sizes: Readonly<Record<number, string>> = {
  26: '1号',
  22: '2号',
  18: '小2号',
  16: '3号',
  15: '小3号',
  14: '4号',
  12: '小4号',
  10.5: '5号',
}

/** The name of a font as the standard calls it; its own where that is none of them. */
export function familyOf(font: string): string {
  return families.find(([, form]) => form.test(font))?.[0] ?? (font === '' ? '未设字体' : font)
}

/** Size and font of text: 3号仿宋. */
export function typeOf({ size, font }: Pick<RunLook, 'size' | 'font'>): string {
  return `${sizes[size] ?? `${size}磅`}${familyOf(font)}`
}
