// Runs before the first paint, so that a page opened in the dark theme never flashes white. A file of its own because the
// page's content policy allows no inline script. Keys and defaults are those of src/frame/settings.ts.
;(() => {
  const root = document.documentElement
  const stored = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const theme = stored('kaiwu.theme')
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const language = stored('kaiwu.language') || (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')
  root.dataset.theme = dark ? 'dark' : 'light'
  root.lang = language === 'zh' ? 'zh-CN' : 'en'
})()
