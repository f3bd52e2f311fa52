import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { changeSettings, nextTheme, settings, type ThemeChoice } from './settings.ts'
import { useStore } from './store.ts'
import { narrowScreen, useMedia } from './use-media.ts'
import { useTexts } from './use-texts.ts'

/** The button that changes the page's language. */
export function LanguageSwitch(): ReactNode {
  const { language, write } = useTexts()
  const narrow = useMedia(narrowScreen)
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button
      type="text"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      className="switch"
      data-testid="language-switch"
      title={write('otherLanguage')}
      onClick={() => changeSettings({ language: other })}
    >
      {write(narrow ? 'otherLanguageShort' : 'otherLanguage')}
    </Button>
  )
}

const icons: Readonly<Record<ThemeChoice, ReactNode>> = {
  system: <DesktopOutlined />,
  light: <SunOutlined />,
  dark: <MoonOutlined />,
}

/** The button that goes round the themes: as the system, light, dark. */
export function ThemeSwitch(): ReactNode {
  const { theme } = useStore(settings)
  const { write } = useTexts()
  const label = write(theme === 'system' ? 'themeSystem' : theme === 'light' ? 'themeLight' : 'themeDark')
  return (
    <Tooltip title={label} placement="bottomRight">
      <Button
        type="text"
        className="switch"
        data-testid="theme-switch"
        data-theme-choice={theme}
        aria-label={label}
        icon={icons[theme]}
        onClick={() => changeSettings({ theme: nextTheme(theme) })}
      />
    </Tooltip>
  )
}
