// The functions of fusebill.h, as they are there. Every type is blittable or a SafeHandle; texts are UTF-8 that ends with
// NUL, converted by Utf8.

using System;
using System.Runtime.InteropServices;

namespace Fusebill.Native
{
    /// <summary>The functions of the native library.</summary>
    internal static class NativeMethods
    {
        internal const int Ok = 0;
        internal const int JsonNull = 15;
        internal const int JsonMissing = 16;
        internal const int SomeFailed = 20;

        internal static readonly ClientNewFunction ClientNew = Get<ClientNewFunction>("fusebill_client_new");
        internal static readonly FreeFunction ClientFree = Get<FreeFunction>("fusebill_client_free");
        internal static readonly ClientFunction ClientCancel = Get<ClientFunction>("fusebill_client_cancel");
        internal static readonly QuotaFunction ClientQuota = Get<QuotaFunction>("fusebill_client_quota");
        internal static readonly EnableSynchFunction EnableSynch = Get<EnableSynchFunction>("fusebill_enable_synch_with");
        internal static readonly BatchFunction EnableSynchBatch = Get<BatchFunction>("fusebill_enable_synch_batch_with");
        internal static readonly CancelNewFunction CancelNew = Get<CancelNewFunction>("fusebill_cancel_new");
        internal static readonly CancelRequestFunction CancelRequest = Get<CancelRequestFunction>("fusebill_cancel_request");
        internal static readonly FreeFunction CancelFree = Get<FreeFunction>("fusebill_cancel_free");
        internal static readonly JsonGetFunction JsonGet = Get<JsonGetFunction>("fusebill_json_get");
        internal static readonly FreeFunction StringFree = Get<FreeFunction>("fusebill_string_free");
        internal static readonly LengthFunction StringLength = Get<LengthFunction>("fusebill_string_length");
        internal static readonly TextFunction Version = Get<TextFunction>("fusebill_version");

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int ClientNewFunction(byte[]? key, byte[]? options, out ClientHandle client, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void FreeFunction(IntPtr thing);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void ClientFunction(ClientHandle client);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int QuotaFunction(ClientHandle client, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int EnableSynchFunction(ClientHandle client, long id, CancelHandle cancel, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int OutcomeFunction(IntPtr data, long id, int code, IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int BatchFunction(
            ClientHandle client,
            long[] ids,
            UIntPtr count,
            byte[]? options,
            OutcomeFunction onOutcome,
            IntPtr data,
            CancelHandle cancel,
            out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate CancelHandle CancelNewFunction();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void CancelRequestFunction(CancelHandle cancel);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int JsonGetFunction(byte[] json, byte[] pointer, out IntPtr value);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate UIntPtr LengthFunction(IntPtr text);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate IntPtr TextFunction();

        private static T Get<T>(string name)
            where T : Delegate => NativeLibrary.Function<T>(name);
    }
}
