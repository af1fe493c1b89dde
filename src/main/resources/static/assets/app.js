// What htmx and plain links cannot do: photos that are dropped or pasted, a fresh window after "back", reviewing by keys, and
// answers that come word by word.
(() => {
  'use strict';

  const search = document.querySelector('form.search, form[data-photos]');
  if (search) {
    photos(search);
  }

  if (document.getElementById('queue')) {
    review();
  }

  // Parts of the page change under a reader who cannot see it: what such a part says of itself is said aloud, once.
  document.addEventListener('htmx:afterSettle', event => {
    const telling = [event.target, ...event.target.querySelectorAll('[data-aloud]')].filter(each => each.matches('[data-aloud]'));
    const words = telling.map(each => each.textContent.replace(/\s+/g, ' ').trim()).filter(Boolean).join(' ');
    const aloud = document.getElementById('aloud');
    if (aloud && words && aloud.textContent !== words) {
      aloud.textContent = words;
    }
  });

  // On a small screen the rooms are one line: the one that is open must be in sight.
  const room = document.querySelector('.rooms [aria-current]');
  if (room) {
    const rooms = room.parentElement;
    const show = () => { rooms.scrollLeft = room.offsetLeft - rooms.offsetLeft - (rooms.clientWidth - room.offsetWidth) / 2; };
    show();
    window.addEventListener('resize', show);
  }

  // A page that "back" takes from the browser's memory shows an old answer.
  window.addEventListener('pageshow', event => {
    if (event.persisted) {
      location.reload();
    }
  });

  // Where a session has ended, the sign-in page must not land inside another page.
  document.addEventListener('htmx:beforeSwap', event => {
    const answered = event.detail.xhr.responseURL;
    if (answered && new URL(answered).pathname === '/console/login') {
      event.preventDefault();
      location.assign('/console/login');
    }
  });

  // "/" goes to the search, as in many shops.
  document.addEventListener('keydown', event => {
    const q = document.getElementById('q');
    if (event.key === '/' && q && !event.target.closest('input, textarea')) {
      event.preventDefault();
      q.focus();
    }
  });

  // A slider says where it is, and what was found follows it.
  document.addEventListener('input', event => {
    if (event.target.matches('.weights input')) {
      event.target.nextElementSibling.value = event.target.value;
    }
  });
  document.addEventListener('change', event => {
    const form = event.target.matches('.weights input') && event.target.form;
    if (form && (form.elements.q.value.trim() || form.elements.photo.files.length > 0)) {
      form.requestSubmit();
    }
  });

  // A question: Enter asks, and the answer is shown as it comes. Without this the form brings it as a whole.
  document.addEventListener('keydown', event => {
    const field = event.target.closest('form.ask textarea');
    if (field && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });
  document.addEventListener('submit', event => {
    const form = event.target.closest('form.ask');
    if (form) {
      event.preventDefault();
      ask(form);
    }
  });

  async function ask(form) {
    if (form.dataset.busy) {
      return;
    }
    form.dataset.busy = 'true';
    form.querySelector('button').disabled = true;
    const live = document.getElementById('live');
    live.querySelector('.asked').textContent = form.elements.words.value;
    live.querySelector('.words').textContent = '';
    let answer;
    try {
      answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
        headers: {Accept: 'text/event-stream, text/html', 'HX-Request': 'true'},
      });
      if (answer.redirected && new URL(answer.url).pathname === '/console/login') {
        location.assign('/console/login');
        return;
      }
      if (answer.ok) {
        live.hidden = false;
        await words(answer.body, text => { live.querySelector('.words').append(text); });
      } else {
        document.getElementById('notice').innerHTML = await answer.text();
      }
    } catch (broken) {
      say(String(broken.message));
    }
    if (answer && answer.ok) {
      htmx.ajax('GET', form.dataset.panel, {target: '#talk', swap: 'outerHTML'});
    } else {
      live.hidden = true;
      delete form.dataset.busy;
      form.querySelector('button').disabled = false;
    }
  }

  // Server-sent events of a body; each words event is passed on.
  async function words(body, pass) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let left = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (left + part.value).split('\n\n');
      left = events.pop();
      for (const event of events) {
        const lines = event.split('\n');
        if (lines.includes('event:words')) {
          pass(JSON.parse(lines.filter(line => line.startsWith('data:')).map(line => line.slice(5)).join('\n')).text);
        }
      }
    }
  }

  // One key for each decision about the statement that has the focus; the next one has it then.
  function review() {
    let at = 0;
    let kept = 0; // htmx gives the focus back to the same statement, wherever that is now
    let busy = false;
    const rows = () => [...document.querySelectorAll('#queue .statement')];

    const go = to => {
      const all = rows();
      at = Math.max(0, Math.min(to, all.length - 1));
      if (all[at]) {
        all[at].focus();
      }
    };
    const press = (within, css) => within && within.querySelector(css) && within.querySelector(css).click();

    document.addEventListener('focusin', event => {
      const row = event.target.closest('#queue .statement');
      at = row ? rows().indexOf(row) : at;
    });
    document.addEventListener('htmx:beforeRequest', () => {
      busy = true;
      kept = at;
    });
    document.addEventListener('htmx:afterRequest', () => { busy = false; });
    document.addEventListener('htmx:afterSettle', () => go(kept));
    document.addEventListener('keydown', event => {
      const row = rows()[at];
      if (event.key === 'Escape' && row) {
        row.querySelector('details').open = false;
        row.focus();
      }
      const field = event.target.closest('.change select, .change textarea');
      if (field && event.key === 'Enter' && (field.matches('select') || event.ctrlKey)) {
        event.preventDefault();
        field.form.requestSubmit();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) {
        return;
      }
      const keys = {
        j: () => go(at + 1),
        k: () => go(at - 1),
        a: () => press(row, 'button[value=accept]'),
        r: () => press(row, 'button[value=reject]'),
        e: () => {
          if (row) {
            row.querySelector('details').open = true;
            row.querySelector('details select, details textarea').focus();
          }
        },
        u: () => press(document, '#undo'),
      };
      const key = event.key.toLowerCase();
      const deed = keys[key] || (/^[1-9]$/.test(key) ? () => press(row, `.choice:nth-of-type(${key})`) : null);
      if (deed && !busy) {
        event.preventDefault();
        deed();
      }
    });
    go(0);
  }

  function photos(form) {
    const file = form.querySelector('#photo');
    const chip = form.querySelector('#photo-chip');
    const preview = form.querySelector('#photo-preview');
    const drop = document.getElementById('drop');
    let depth = 0; // dragenter and dragleave come for every element that is passed over

    file.addEventListener('change', () => take(file.files[0]));
    form.querySelector('#photo-remove').addEventListener('click', () => {
      file.value = '';
      show(null);
      form.querySelector('#q').focus();
    });
    document.addEventListener('paste', event => give(event.clipboardData));
    document.addEventListener('dragenter', event => over(event, 1));
    document.addEventListener('dragleave', event => over(event, -1));
    document.addEventListener('dragover', event => event.preventDefault());
    document.addEventListener('drop', event => {
      event.preventDefault();
      depth = 0;
      drop.hidden = true;
      give(event.dataTransfer);
    });

    function over(event, step) {
      depth = Math.max(0, depth + step);
      drop.hidden = depth === 0 || !event.dataTransfer.types.includes('Files');
    }

    function give(transfer) {
      if (transfer.files.length > 0) {
        file.files = transfer.files;
        take(transfer.files[0]);
      }
    }

    function take(photo) {
      if (!photo) {
        show(null);
        return;
      }
      const wrong = !photo.type.startsWith('image/') ? form.dataset.noPicture
        : photo.size > Number(form.dataset.maxBytes) ? form.dataset.tooLarge : null;
      if (wrong) {
        file.value = '';
        show(null);
        say(wrong);
        return;
      }
      show(photo);
      form.requestSubmit();
    }

    function show(photo) {
      URL.revokeObjectURL(preview.src);
      preview.src = photo ? URL.createObjectURL(photo) : 'data:,';
      chip.hidden = !photo;
    }
  }

  function say(words) {
    const said = document.createElement('p');
    said.className = 'said wrong';
    said.textContent = words;
    document.getElementById('notice').replaceChildren(said);
  }
})();
