// Texts one after another, each after its length in bytes: "2:id,6:172677,".

using System.Text;

namespace Fusebill.Native
{
    /// <summary>Reads the netstrings of fusebill_json_members, which end with NUL.</summary>
    internal struct NetstringReader
    {
        private readonly byte[] bytes;
        private int begin;
        private int length;

        internal NetstringReader(byte[] bytes)
        {
            this.bytes = bytes;
            begin = -1;
            length = 0;
        }

        internal string Text => Encoding.UTF8.GetString(bytes, begin, length);

        /// <summary>Advances to the next text; returns false at the end.</summary>
        internal bool Next()
        {
            var at = begin + length + 1;
            if (bytes[at] == 0)
            {
                return false;
            }

            length = 0;
            for (; bytes[at] != ':'; at++)
            {
                length = (length * 10) + bytes[at] - '0';
            }

            begin = at + 1;
            return true;
        }

        /// <summary>Whether the current text is this one, which is ASCII.</summary>
        internal bool Is(string text)
        {
            if (length != text.Length)
            {
                return false;
            }

            for (var at = 0; at < length; at++)
            {
                if (bytes[begin + at] != text[at])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
