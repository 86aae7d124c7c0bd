using System.Reflection;

namespace PaymentCode.DeviceTruth.Surface;

/// <summary>The table's words as metadata flags (ECMA-335 II.23.1.10 and II.23.1.15).</summary>
static class TypeFlags
{
    public static TypeAttributes Of(ApiType type, bool nested)
    {
        TypeAttributes flags = (type.Has("internal"), nested) switch
        {
            (true, _) => TypeAttributes.NotPublic,
            (_, true) => TypeAttributes.NestedPublic,
            _ => TypeAttributes.Public,
        };
        flags |= type.Kind switch
        {
            "interface" => TypeAttributes.Interface | TypeAttributes.Abstract,
            "enum" or "delegate" => TypeAttributes.Sealed,
            "struct" => TypeAttributes.Sealed | TypeAttributes.SequentialLayout,
            "class" => TypeAttributes.Class,
            _ => throw new FormatException($"{type.Name}: unknown kind '{type.Kind}'."),
        };
        flags |= type.Has("static") ? TypeAttributes.Abstract | TypeAttributes.Sealed : 0;
        flags |= type.Has("abstract") ? TypeAttributes.Abstract : 0;
        flags |= type.Has("sealed") ? TypeAttributes.Sealed : 0;
        return flags;
    }

    public static MethodAttributes OfMethod(ApiType type, ApiMember member, string name)
    {
        MethodAttributes flags = MethodAttributes.HideBySig;
        flags |= member.Has("protected") ? MethodAttributes.Family : MethodAttributes.Public;
        flags |= member.IsStatic ? MethodAttributes.Static : 0;
        if (member.Has("abstract") || type.Kind == "interface")
        {
            flags |= MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot;
        }
        else if (member.Has("virtual") || (type.Kind == "delegate" && name == "Invoke"))
        {
            flags |= MethodAttributes.Virtual | MethodAttributes.NewSlot;
        }
        else if (member.Has("override"))
        {
            flags |= MethodAttributes.Virtual;
        }

        if (name == ".ctor")
        {
            flags |= MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;
        }
        else if (member.Row != 'M' || name.StartsWith("op_", StringComparison.Ordinal))
        {
            flags |= MethodAttributes.SpecialName;
        }

        return flags;
    }
}
