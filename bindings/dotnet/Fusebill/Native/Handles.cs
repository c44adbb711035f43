// The two native handles. A handle that is disposed while a call uses it is freed when the call ends.

using System;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Fusebill.Native
{
    /// <summary>A fusebill_client.</summary>
    internal sealed class ClientHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ClientHandle()
            : base(true)
        {
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.ClientFree(handle);
            return true;
        }
    }

    /// <summary>A fusebill_cancel.</summary>
    internal sealed class CancelHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public CancelHandle()
            : base(true)
        {
        }

        /// <summary>For a call that cannot be cancelled: NULL.</summary>
        internal static readonly CancelHandle None = new CancelHandle();

        /// <summary>A handle that the token cancels; dispose the registration first.</summary>
        internal static CancelHandle For(CancellationToken token, out CancellationTokenRegistration registration)
        {
            registration = default;
            if (!token.CanBeCanceled)
            {
                return None;
            }

            var cancel = NativeMethods.CancelNew();
            registration = token.Register(() => NativeMethods.CancelRequest(cancel), false);
            return cancel;
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.CancelFree(handle);
            return true;
        }
    }
}
