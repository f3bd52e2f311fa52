/** What a setting must look like, for people. `name` is what the schema says when it does not. */
export type SettingsForm = Readonly<{ name: string; zh: string; en: string }>

/** Every form of `models.yaml` that is more than a type. */
export const settingsForms = {
  key: {
    name: 'key',
    zh: '环境变量的名字（大写字母），不是密钥本身',
    en: 'the name of an environment variable (capitals), never the key itself',
  },
  address: { name: 'address', zh: '以 http:// 或 https:// 开头的网址', en: 'an address that begins with http:// or https://' },
  modelRef: {
    name: 'modelRef',
    zh: '供应商/模型，如 deepseek/deepseek-chat',
    en: 'provider/model, such as deepseek/deepseek-chat',
  },
  providerName: {
    name: 'providerName',
    zh: '小写字母开头，只含小写字母、数字和连字符',
    en: 'lower case letters, digits and hyphens, beginning with a letter',
  },
  aliasName: {
    name: 'aliasName',
    zh: '字母开头，只含字母、数字、点、下划线和连字符',
    en: 'letters, digits, dots, underscores and hyphens, beginning with a letter',
  },
  money: {
    name: 'money',
    zh: '金额和币种，如 200 CNY，最多六位小数',
    en: 'an amount and its currency, such as 200 CNY, with six decimals at most',
  },
  timeZone: { name: 'timeZone', zh: '时区的名字，如 Asia/Shanghai', en: 'the name of a time zone, such as Asia/Shanghai' },
  time: { name: 'time', zh: '加引号的时刻，如 "09:00"', en: 'a time of day in quotes, such as "09:00"' },
  hash: {
    name: 'hash',
    zh: '密钥的 SHA-256（64 位十六进制），由 kaiwu key 给出；不是密钥本身',
    en: 'the SHA-256 of the key (64 hexadecimal digits) that kaiwu key prints, never the key itself',
  },
  date: { name: 'date', zh: '形如 2026-11-22 的日期', en: 'a date such as 2026-11-22' },
} as const satisfies Readonly<Record<string, SettingsForm>>

/** The form that a schema's complaint is about. */
export function formNamed(name: string): SettingsForm | undefined {
  return Object.values(settingsForms).find((form) => form.name === name)
}
