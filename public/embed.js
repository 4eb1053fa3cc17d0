/*
 * <ringside-sim src="https://…/embed/block-io/" title="A block write"><a href="…">A block write</a></ringside-sim>
 *
 * Puts the simulation in the place of the link, as high as it is, in the size of the text around it. The link stays
 * where nothing comes within eight seconds. Attributes: src, title, theme (auto, light, dark; it may change).
 */
(() => {
  const WAIT = 8000;
  class RingsideSim extends HTMLElement {
    static observedAttributes = ['src', 'theme'];

    connectedCallback() {
      this.stands = true;
      addEventListener('message', this);
      this.open();
    }

    disconnectedCallback() {
      this.stands = false;
      removeEventListener('message', this);
      this.close();
    }

    attributeChangedCallback(name) {
      if (!this.stands) return;
      if (name === 'theme') this.tellTheme();
      else {
        this.close();
        this.open();
      }
    }

    open() {
      const src = this.getAttribute('src');
      if (!src) return;
      const url = new URL(src, document.baseURI);
      const theme = this.getAttribute('theme');
      if (theme) url.searchParams.set('theme', theme);
      const frame = document.createElement('iframe');
      this.frame = frame;
      frame.src = url.href;
      frame.title = this.getAttribute('title') || 'Simulation';
      frame.allow = 'clipboard-write; fullscreen';
      frame.sandbox =
        'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads';
      // It has its width from the start, and is not seen before it is ready.
      frame.style.cssText = 'display:block;width:100%;height:0;border:0;visibility:hidden';
      this.prepend(frame);
      this.timer = setTimeout(() => this.close(), WAIT);
    }

    close() {
      clearTimeout(this.timer);
      this.frame?.remove();
      this.frame = undefined;
      this.showLink(true);
    }

    showLink(on) {
      for (const child of this.children) if (child !== this.frame) child.hidden = !on;
    }

    tell(message) {
      this.frame?.contentWindow?.postMessage(message, '*');
    }

    tellTheme() {
      this.tell({ type: 'ringside:theme', theme: this.getAttribute('theme') || 'auto' });
    }

    handleEvent({ source, data }) {
      const { frame } = this;
      if (!frame || source !== frame.contentWindow) return;
      if (data?.type === 'ringside:ready') {
        clearTimeout(this.timer);
        frame.style.visibility = '';
        this.showLink(false);
        this.tellTheme();
        this.tell({ type: 'ringside:text', size: Number.parseFloat(getComputedStyle(this).fontSize) });
      }
      if (data?.type === 'ringside:height' && data.height > 0) frame.style.height = `${data.height}px`;
    }
  }
  if (!customElements.get('ringside-sim')) customElements.define('ringside-sim', RingsideSim);
})();
