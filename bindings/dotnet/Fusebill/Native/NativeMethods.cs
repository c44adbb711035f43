// The functions of fusebill.h, as declared there. Every type is blittable or a SafeHandle; texts are NUL-terminated UTF-8,
// converted by Utf8.

using System;
using System.Runtime.InteropServices;

namespace Fusebill.Native
{
    /// <summary>The functions of the native library.</summary>
    internal static class NativeMethods
    {
        internal const int Ok = 0;
        internal const int JsonNull = 1;
        internal const int JsonMissing = 2;
        internal const int SomeFailed = 20;

        /// <summary>FUSEBILL_ABI_VERSION of the header that these declarations are for.</summary>
        internal const uint AbiVersion = 0;

        internal static ClientNewFunction ClientNew => Functions.All.ClientNew;

        internal static FreeFunction ClientFree => Functions.All.ClientFree;

        internal static ClientWithFunction ClientWith => Functions.All.ClientWith;

        internal static ClientFunction ClientCancel => Functions.All.ClientCancel;

        internal static QuotaFunction ClientQuota => Functions.All.ClientQuota;

        internal static EnableSynchFunction EnableSynch => Functions.All.EnableSynch;

        internal static CallFunction Call => Functions.All.Call;

        internal static CheckFunction ClientCheck => Functions.All.ClientCheck;

        internal static CustomersFunction Customers => Functions.All.Customers;

        internal static CancelNewFunction CancelNew => Functions.All.CancelNew;

        internal static CancelRequestFunction CancelRequest => Functions.All.CancelRequest;

        internal static FreeFunction CancelFree => Functions.All.CancelFree;

        internal static JsonGetFunction JsonGet => Functions.All.JsonGet;

        internal static JsonGetFunction JsonMembers => Functions.All.JsonMembers;

        internal static JsonTimeFunction JsonTime => Functions.All.JsonTime;

        internal static BatchFromFunction BatchFrom => Functions.All.BatchFrom;

        internal static SetLoggerFunction SetLogger => Functions.All.SetLogger;

        internal static StatusNameFunction StatusName => Functions.All.StatusName;

        internal static FreeFunction StringFree => Functions.All.StringFree;

        internal static LengthFunction StringLength => Functions.All.StringLength;

        internal static TextFunction Version => Functions.All.Version;

        internal static IsSynchEnabledFunction IsSynchEnabled => Functions.All.IsSynchEnabled;

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int ClientNewFunction(byte[]? key, byte[]? options, out ClientHandle client, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int ClientWithFunction(ClientHandle client, byte[]? options, out ClientHandle made, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate void FreeFunction(IntPtr thing);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate void ClientFunction(ClientHandle client);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int QuotaFunction(ClientHandle client, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int EnableSynchFunction(ClientHandle client, long id, CancelHandle cancel, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int CallFunction(
            ClientHandle client, byte[] operation, byte[] arguments, CancelHandle cancel, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int CheckFunction(ClientHandle client, byte[]? resultsFile, CancelHandle cancel, out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int CustomerFunction(IntPtr data, long id, IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int CustomersFunction(
            ClientHandle client,
            byte[]? options,
            CustomerFunction onCustomer,
            IntPtr data,
            CancelHandle cancel,
            out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int OutcomeFunction(IntPtr data, long id, int code, IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int NextFunction(IntPtr data, out long id, out IntPtr salesforceId);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int BatchFromFunction(
            ClientHandle client,
            byte[] operation,
            NextFunction next,
            byte[]? options,
            OutcomeFunction onOutcome,
            IntPtr data,
            CancelHandle cancel,
            out IntPtr json);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate void LogFunction(IntPtr data, int level, IntPtr line);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int SetLoggerFunction(LogFunction? log, IntPtr data, int level);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate IntPtr StatusNameFunction(int status);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate CancelHandle CancelNewFunction();

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate void CancelRequestFunction(CancelHandle cancel);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int JsonGetFunction(byte[] json, byte[] pointer, out IntPtr value);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int JsonTimeFunction(byte[] json, byte[] pointer, out long seconds, out int nanoseconds);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate uint AbiVersionFunction();

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate UIntPtr LengthFunction(IntPtr text);

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate IntPtr TextFunction();

        [UnmanagedFunctionPointer(CallingConvention.Winapi)]
        internal delegate int IsSynchEnabledFunction(byte[] customer);

        /// <summary>
        /// The functions, looked up on first use. Not in static fields: a failure to load the library would then surface as
        /// a TypeInitializationException.
        /// </summary>
        private sealed class Functions
        {
            internal readonly ClientNewFunction ClientNew = NativeLibrary.Function<ClientNewFunction>("fusebill_client_new");
            internal readonly FreeFunction ClientFree = NativeLibrary.Function<FreeFunction>("fusebill_client_free");
            internal readonly ClientWithFunction ClientWith = NativeLibrary.Function<ClientWithFunction>("fusebill_client_with");
            internal readonly ClientFunction ClientCancel = NativeLibrary.Function<ClientFunction>("fusebill_client_cancel");
            internal readonly QuotaFunction ClientQuota = NativeLibrary.Function<QuotaFunction>("fusebill_client_quota");
            internal readonly EnableSynchFunction EnableSynch = NativeLibrary.Function<EnableSynchFunction>("fusebill_enable_synch");
            internal readonly CallFunction Call = NativeLibrary.Function<CallFunction>("fusebill_call");
            internal readonly CheckFunction ClientCheck = NativeLibrary.Function<CheckFunction>("fusebill_client_check");
            internal readonly CustomersFunction Customers = NativeLibrary.Function<CustomersFunction>("fusebill_list_customers");
            internal readonly CancelNewFunction CancelNew = NativeLibrary.Function<CancelNewFunction>("fusebill_cancel_new");
            internal readonly CancelRequestFunction CancelRequest = NativeLibrary.Function<CancelRequestFunction>("fusebill_cancel_request");
            internal readonly FreeFunction CancelFree = NativeLibrary.Function<FreeFunction>("fusebill_cancel_free");
            internal readonly JsonGetFunction JsonGet = NativeLibrary.Function<JsonGetFunction>("fusebill_json_get");
            internal readonly JsonGetFunction JsonMembers = NativeLibrary.Function<JsonGetFunction>("fusebill_json_members");
            internal readonly JsonTimeFunction JsonTime = NativeLibrary.Function<JsonTimeFunction>("fusebill_json_time");
            internal readonly BatchFromFunction BatchFrom = NativeLibrary.Function<BatchFromFunction>("fusebill_batch_from");
            internal readonly SetLoggerFunction SetLogger = NativeLibrary.Function<SetLoggerFunction>("fusebill_set_logger");
            internal readonly StatusNameFunction StatusName = NativeLibrary.Function<StatusNameFunction>("fusebill_status_name");
            internal readonly FreeFunction StringFree = NativeLibrary.Function<FreeFunction>("fusebill_string_free");
            internal readonly LengthFunction StringLength = NativeLibrary.Function<LengthFunction>("fusebill_string_length");
            internal readonly TextFunction Version = NativeLibrary.Function<TextFunction>("fusebill_version");
            internal readonly IsSynchEnabledFunction IsSynchEnabled = NativeLibrary.Function<IsSynchEnabledFunction>("fusebill_is_synch_enabled");

            private static readonly Lazy<Functions> Found = new Lazy<Functions>(() => new Functions());

            internal static Functions All => Found.Value;
        }
    }
}
