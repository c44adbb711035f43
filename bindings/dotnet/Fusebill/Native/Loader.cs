// The operating system's dynamic loader.

using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Fusebill.Native
{
    /// <summary>Opens a library, finds a function in it, and describes the last failure.</summary>
    internal sealed class Loader
    {
        private const int Now = 2;

        private Loader(Func<string, IntPtr> open, Func<IntPtr, string, IntPtr> find, Func<string> message)
        {
            Open = open;
            Find = find;
            Message = message;
        }

        /// <summary>Returns a handle, or zero.</summary>
        internal Func<string, IntPtr> Open { get; }

        /// <summary>Returns the address of a function, or zero.</summary>
        internal Func<IntPtr, string, IntPtr> Find { get; }

        /// <summary>What went wrong when <see cref="Open"/> returned zero.</summary>
        internal Func<string> Message { get; }

        internal static Loader OfThisSystem()
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return new Loader(
                    Windows.LoadLibraryW,
                    Windows.GetProcAddress,
                    () => new Win32Exception(Marshal.GetLastWin32Error()).Message);
            }

            if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
            {
                return new Loader(path => Mac.dlopen(path, Now), Mac.dlsym, () => Text(Mac.dlerror()));
            }

            // dlerror is bound before it is needed: looking it up after a failure would clear the message.
            try
            {
                _ = Glibc.dlerror();
                return new Loader(path => Glibc.dlopen(path, Now), Glibc.dlsym, () => Text(Glibc.dlerror()));
            }
            catch (DllNotFoundException)
            {
                _ = Musl.dlerror();
                return new Loader(path => Musl.dlopen(path, Now), Musl.dlsym, () => Text(Musl.dlerror()));
            }
        }

        private static string Text(IntPtr message) => Marshal.PtrToStringAnsi(message) ?? "no message";

        private static class Windows
        {
            [DllImport("kernel32", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
            internal static extern IntPtr LoadLibraryW(string path);

            [DllImport("kernel32", CharSet = CharSet.Ansi, ExactSpelling = true)]
            internal static extern IntPtr GetProcAddress(IntPtr handle, string name);
        }

        private static class Glibc
        {
            private const string Library = "libdl.so.2";

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlopen([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlsym(IntPtr handle, [MarshalAs(UnmanagedType.LPStr)] string name);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlerror();
        }

        /// <summary>Alpine: everything is in the C library.</summary>
        private static class Musl
        {
            private const string Library = "libc";

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlopen([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlsym(IntPtr handle, [MarshalAs(UnmanagedType.LPStr)] string name);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlerror();
        }

        private static class Mac
        {
            private const string Library = "libSystem.dylib";

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlopen([MarshalAs(UnmanagedType.LPStr)] string path, int flags);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlsym(IntPtr handle, [MarshalAs(UnmanagedType.LPStr)] string name);

            [DllImport(Library, CallingConvention = CallingConvention.Cdecl)]
            internal static extern IntPtr dlerror();
        }
    }
}
