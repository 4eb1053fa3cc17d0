// Stands in the page of an embed, after SystemJS: runs before the first paint. A classic script without a build.
(() => {
  var page = document.documentElement;
  var theme = /[?&;]theme=(light|dark)(?![a-z])/.exec(location.search);
  if (theme) page.dataset.theme = theme[1];
  page.dataset.scripts = '';
  var load = System.import;
  var sheet;
  // What is opened later has a style sheet of its own: it is there first, if it can be.
  function styled() {
    sheet =
      sheet ||
      new Promise((resolve) => {
        var link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = page.dataset.deeper;
        link.onload = link.onerror = resolve;
        document.head.append(link);
      });
    return sheet;
  }
  // SystemJS keeps what could not be fetched as failed; a reader may try again.
  System.import = (url, parent) => {
    var ready = url === page.dataset.script ? Promise.resolve() : styled();
    return ready
      .then(() => load.call(System, url, parent))
      .catch((error) => {
        var registry = System[Object.getOwnPropertySymbols(System)[0]];
        for (var url in registry) if (registry[url].er) delete registry[url];
        throw error;
      });
  };
  // Where it cannot be fetched the steps stand in words, and a reader may try again.
  function start() {
    System.import(page.dataset.script).catch(() => {
      delete page.dataset.scripts;
      var failed = document.getElementById('failed');
      failed.hidden = false;
      failed.querySelector('button').onclick = () => {
        failed.hidden = true;
        page.dataset.scripts = '';
        start();
      };
    });
  }
  document.addEventListener('DOMContentLoaded', start);
})();
