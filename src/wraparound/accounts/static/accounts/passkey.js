// Shows what needs a passkey only where the browser knows passkeys, and says in words when one did not work.
(function () {
  'use strict'
  const known = typeof window.PublicKeyCredential === 'function'
  document.querySelectorAll('[data-passkey]').forEach(function (part) {
    part.hidden = (part.dataset.passkey === 'known') !== known
  })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const told = document.getElementById('passkey-told')
    if (told) {
      told.hidden = false
      told.focus()
    }
  })
})()
