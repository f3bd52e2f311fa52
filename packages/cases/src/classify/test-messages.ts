import type { LabelledRow } from './labelled-row.ts'
import { seededChance } from './seeded-chance.ts'

const matters: Readonly<Record<string, readonly string[]>> = {
  环卫: ['垃圾没人收', '垃圾桶满了臭得很', '路边堆着建筑垃圾', '厨余垃圾好几天没清运', '公厕太脏没有人打扫'],
  供水: ['家里停水了', '水龙头流出来的水发黄', '水压太低热水器打不着', '楼道水管漏水', '自来水有股怪味'],
  噪声: ['楼下烧烤店吵到半夜', '工地半夜还在打桩', '广场舞音响太大睡不着', '隔壁装修一大早就电钻', '酒吧低音炮震得心慌'],
}
const openings = ['你好，', '请问', '反映一下：', '我是老住户了，', '求助，', '']
const closings = ['，麻烦处理', '，已经三天了', '，谁来管管', '，打了好几次电话都没用', '']

/** Short messages of three labels, the same for the same seed. */
export function messages(count: number, seed = 1): LabelledRow[] {
  const chance = seededChance(seed)
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(chance() * list.length)]!
  return Array.from({ length: count }, () => {
    const label = pick(Object.keys(matters))
    return { text: `${pick(openings)}${pick(matters[label]!)}${pick(closings)}`, label }
  })
}

/** Texts of words without meaning, each with labels of chance: `chanceOf` says how probable label `yes` is. */
export function chanceRows(count: number, seed = 1): (LabelledRow & { chanceOf: number })[] {
  const chance = seededChance(seed)
  return Array.from({ length: count }, () => {
    const sign = Math.floor(chance() * 10)
    const chanceOf = 0.05 + 0.1 * sign
    const noise = Array.from({ length: 4 }, () => `n${Math.floor(chance() * 30)}`)
    return { text: [`sign${sign}`, ...noise].join(' '), label: chance() < chanceOf ? 'yes' : 'no', chanceOf }
  })
}
