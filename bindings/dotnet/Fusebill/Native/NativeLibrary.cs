// Finds the native library and its functions: in the package's runtimes folder, beside the assembly, in the system.

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace Fusebill.Native
{
    /// <summary>The native library, loaded once for the process.</summary>
    internal static class NativeLibrary
    {
        private static readonly Lazy<IntPtr> Loaded = new Lazy<IntPtr>(Load);

        /// <summary>A function of the library, as a delegate.</summary>
        internal static T Function<T>(string name)
            where T : Delegate
        {
            var address = IsWindows ? GetProcAddress(Loaded.Value, name) : dlsym(Loaded.Value, name);
            if (address == IntPtr.Zero)
            {
                throw new EntryPointNotFoundException(
                    $"libfusebill has no {name}: the native library is of another version than the assembly.");
            }

            return Marshal.GetDelegateForFunctionPointer<T>(address);
        }

        /// <summary>Where the library is looked for, in this order; a name without a folder is the system's to find.</summary>
        internal static IEnumerable<string> Candidates(string folder)
        {
            yield return Path.Combine(folder, "runtimes", RuntimeIdentifier, "native", FileName);
            yield return Path.Combine(folder, FileName);
            if (AppContext.BaseDirectory != folder)
            {
                yield return Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native", FileName);
                yield return Path.Combine(AppContext.BaseDirectory, FileName);
            }

            // A package that is referenced in place: lib/netstandard2.0 beside runtimes.
            yield return Path.GetFullPath(
                Path.Combine(folder, "..", "..", "runtimes", RuntimeIdentifier, "native", FileName));
            yield return IsLinux ? "libfusebill.so.0" : FileName;
        }

        private static IntPtr Load()
        {
            var folder = Path.GetDirectoryName(typeof(NativeLibrary).Assembly.Location);
            var looked = new List<string>();
            foreach (var candidate in Candidates(string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder))
            {
                looked.Add(candidate);
                if (Path.IsPathRooted(candidate) && !File.Exists(candidate))
                {
                    continue;
                }

                var handle = Open(candidate);
                if (handle != IntPtr.Zero)
                {
                    return handle;
                }

                looked[looked.Count - 1] = $"{candidate} ({LoaderMessage()})";
            }

            throw new DllNotFoundException(
                $"The native library of Fusebill ({FileName}) could not be loaded for {RuntimeIdentifier}. Looked at: "
                + string.Join("; ", looked)
                + ". Install the NuGet package Fusebill for this platform, or put the library beside Fusebill.dll.");
        }

        /// <summary>What the system's loader says of its last failure.</summary>
        private static string LoaderMessage()
        {
            if (IsWindows)
            {
                return new Win32Exception(Marshal.GetLastWin32Error()).Message;
            }

            return Marshal.PtrToStringAnsi(IsLinux ? dlerror_linux() : dlerror_mac()) ?? "no message";
        }

        private static IntPtr Open(string path)
        {
            const int Now = 2;
            if (IsWindows)
            {
                return LoadLibraryW(path);
            }

            // Bound before it is needed: a runtime that looks the function up after a failure has read the message away.
            _ = IsLinux ? dlerror_linux() : dlerror_mac();
            return dlopen(path, Now);
        }

        private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        private static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        private static string FileName =>
            IsWindows ? "fusebill.dll" : IsLinux ? "libfusebill.so" : "libfusebill.dylib";

        private static string RuntimeIdentifier
        {
            get
            {
                var system = IsWindows ? "win" : IsLinux ? "linux" : "osx";
                return system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            }
        }

        [DllImport("libdl.so.2", EntryPoint = "dlopen", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlopen_linux([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

        [DllImport("libdl.so.2", EntryPoint = "dlsym", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlsym_linux(IntPtr handle, [MarshalAs(UnmanagedType.LPStr)] string name);

        [DllImport("libdl.so.2", EntryPoint = "dlerror", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlerror_linux();

        [DllImport("libSystem.dylib", EntryPoint = "dlerror", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlerror_mac();

        [DllImport("libSystem.dylib", EntryPoint = "dlopen", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlopen_mac([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

        [DllImport("libSystem.dylib", EntryPoint = "dlsym", CallingConvention = CallingConvention.Cdecl)]
        private static extern IntPtr dlsym_mac(IntPtr handle, [MarshalAs(UnmanagedType.LPStr)] string name);

        [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
        private static extern IntPtr LoadLibraryW(string path);

        [DllImport("kernel32", CharSet = CharSet.Ansi, ExactSpelling = true)]
        private static extern IntPtr GetProcAddress(IntPtr handle, string name);

        private static IntPtr dlopen(string path, int flags) =>
            IsLinux ? dlopen_linux(path, flags) : dlopen_mac(path, flags);

        private static IntPtr dlsym(IntPtr handle, string name) =>
            IsLinux ? dlsym_linux(handle, name) : dlsym_mac(handle, name);
    }
}
