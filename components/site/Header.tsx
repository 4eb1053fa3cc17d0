import styles from './Header.module.css';
import { SiteLink } from './SiteLink.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

const SECTIONS = [
  { href: '/lessons', label: 'Lessons' },
  { href: '/simulations', label: 'Simulations' },
  { href: '/compare', label: 'Compare' },
] as const;

export function Header() {
  return (
    <header className={styles.header}>
      <SiteLink href="/" className={styles.name}>
        Ringside
      </SiteLink>
      <nav aria-label="Site" className={styles.nav}>
        {SECTIONS.map(({ href, label }) => (
          <SiteLink key={href} href={href}>
            {label}
          </SiteLink>
        ))}
      </nav>
      <ThemeToggle />
    </header>
  );
}
