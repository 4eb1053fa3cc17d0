import styles from './Footer.module.css';
import { SiteLink } from './SiteLink.tsx';

export function Footer() {
  return (
    <footer className={styles.footer}>
      <p>
        <SiteLink href="/instructors">Teach with it</SiteLink>
      </p>
      <p>
        Code under the MIT licence, text under{' '}
        <a href="https://creativecommons.org/licenses/by/4.0/" rel="license">
          CC BY 4.0
        </a>
        .
      </p>
      <p>No tracking, no accounts, nothing loaded from anywhere else.</p>
    </footer>
  );
}
