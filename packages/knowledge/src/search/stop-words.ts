const chinese = `
我 你 您 他 她 它 们 咱 俺 谁 请 想 要 会 能 在 是 有 和 与 及 或 等 就 都 也 还 又 给 让 把 被 从 到 去 对 跟 用 个 这 那 哪 几 时 后 前 里 上 下 中 不 没 很 最 已 再 才 刚 太 更 只 先 别 呗 嘛 呀 哦 嗯 啥 咋 怎 么 多 少 大 小 好 坏 新 旧 长 短 高 低 来 看 说 做 办 弄 搞 拿 打 出 进 过 成 得 着 起 开 叫 找 问 听 像 如 若 为 以 于 之 其 此 该 每 各 另 同 向 往 由 自 因 但 而 且 则 所 者 吗 呢 吧 啊 了 的 地
自己 别人 人家 大家 咱们 时候 情况 问题 东西 事情 事儿 地方 样子 方面 部分 具体 相关 有关 关于 进行 通过 之后 之前 以后 以前 以及 必须 一般 大概 左右 必要 一个 一次 一些 一点 一直 一共 一下 一样 一起 一定 一旦 行 出现 出来 发现 使用 规定 要求 多久 多长 多大 多高 多重 多宽 几天 几年 几月 几次 几分钟 几小时
里面 外面 上面 下面 后面 前面 旁边 里头 外头 那台 这台 那个 这个 那种 这种 那边 这边 这里 那里 这儿 那儿 哪里 哪儿 哪些 哪个 哪种 哪家 什么 怎么 怎样 如何 为什么 为何 多少 是否 能否 可否
才能 不能 能够 可以 应该 应当 需要 得要 想要 打算 准备 希望 愿意 觉得 认为 以为 感觉 好像 似乎 可能 也许 大约 差不多 几乎 其实 实际 真的 确实 到底 究竟 反正 毕竟 居然 竟然 突然 忽然 马上 立刻 赶紧 快点 现在 目前 刚才 刚刚 已经 正在 还是 或者 而且 并且 因为 所以 如果 要是 虽然 但是 可是 不过 只要 只有 除了 为了 由于 根据 按照 关系 结果 最后 最近 后来 然后 接着 于是 之类 等等 什么样 怎么样 怎么办
住 住在 打到 跑 弄完 做完 搞定 拿到 收到 看到 听说 听到 告诉 知道 清楚 明白 了解 咨询 请教 帮忙 麻烦 谢谢 你好 您好 算 算是 属于 叫做 当作 变成 成为 有没有 是不是 能不能 可不可以 要不要 行不行 对不对 会不会 该不该 好不好 没有 不是 不会 不要 不用 不行 不到 不了 还有 还要 还能 还会 也能 也要 都要 都能 就能 就要 就是 只是 只能 总是 经常 有时 有点 有些 许多 很多 不少 全部 所有 任何 整个 完全 非常 特别 比较 更加 越来越
今天 明天 昨天 今年 去年 明年 早上 晚上 上午 下午 中午 小王 小李 老王 老李 朋友 同事 隔壁 邻居 我家 我们 你们 他们 她们 人 事 话 法 样 次 回 趟 番 遍 块 家 位 名 口 件 台 套 份 张 条 只 根 把 头
`

const english = `
a an the of to in on at for from by with and or is are was were be been being do does did can could may might must shall should will would i me my we our you your he she it its they them their
this that these those what which who whom whose when where why how much many long often any some there here if as than then so not no yes need have has had get got please tell about into out up down per
just also only still even one two first last next after before during while both each every all more most very too want know like make go come take use using
`

/** Words that say nothing of what a question is about. */
export const stopWords: ReadonlySet<string> = new Set(`${chinese} ${english}`.split(/\s+/).filter(Boolean))
