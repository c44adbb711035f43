// Texts to and from native code: converted by hand, because .NET Framework cannot marshal UTF-8.

using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Fusebill.Native
{
    /// <summary>NUL-terminated UTF-8.</summary>
    internal static class Utf8
    {
        /// <summary>For an argument; null stays null. A NUL inside would truncate the text, so it is rejected.</summary>
        internal static byte[]? Encode(string? text, string name)
        {
            if (text == null)
            {
                return null;
            }

            if (text.IndexOf('\0') >= 0)
            {
                throw new ArgumentException("A NUL character is not allowed.", name);
            }

            return Encoding.UTF8.GetBytes(text + "\0");
        }

        /// <summary>Copies the bytes of a native text, including the NUL, and frees the native text.</summary>
        internal static byte[]? Take(IntPtr text)
        {
            if (text == IntPtr.Zero)
            {
                return null;
            }

            try
            {
                return Copy(text);
            }
            finally
            {
                NativeMethods.StringFree(text);
            }
        }

        /// <summary>The same for a native text that is not ours to free.</summary>
        internal static byte[] Copy(IntPtr text)
        {
            var length = checked((int)NativeMethods.StringLength(text).ToUInt64());
            var bytes = new byte[length + 1];
            Marshal.Copy(text, bytes, 0, length);
            return bytes;
        }

        internal static string Decode(byte[] bytes) => Encoding.UTF8.GetString(bytes, 0, bytes.Length - 1);
    }
}
