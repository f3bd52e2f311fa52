/** 8:30, 下午5:30, 8时30分, 上午9点; of a folded text. */
export const clockPattern =
  /(?<![\d:.])(上午|早上|早|凌晨|中午|下午|傍晚|晚上|晚)?\s*([01]?\d|2[0-4])(?::([0-5]\d)(?::[0-5]\d)?(?![\d:])|[点时](?:([0-5]?\d)分|(半)|整)|(?<=(?:午|上|晨|晚|早)\s*\d{1,2})[点时](?!间))(?:\s*([ap]m)(?![a-z]))?/g

/** The time of day that a match of {@link clockPattern} states, as hours and minutes of 24. */
export function clockTime([, part = '', hours = '', ofColon, ofWords, half, meridiem]: RegExpMatchArray): string {
  const minutes = ofColon ?? ofWords ?? (half ? '30' : '00')
  const afternoon = /下午|傍晚|晚/.test(part) || meridiem === 'pm'
  const hour = afternoon && Number(hours) < 12 ? Number(hours) + 12 : Number(hours)
  return `${hour}:${minutes.padStart(2, '0')}`
}
